package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.BlobPull;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.OciException.Reason;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the registry that the demo runs. */
class RegistryIT {
  private static final String KEY = "feedfacecafebeef".repeat(4);
  @TempDir Path folder;
  private RegistryProcess process;
  private RegistryClient client;
  private Repository repository;

  @BeforeEach
  void start() throws IOException {
    process = RegistryProcess.start(folder);
    client = new RegistryClient(RegistryConfig.anonymous(Set.of(process.host())), Retry.standard());
    repository = Repository.parse(process.host() + "/atoll/vision");
  }

  @AfterEach
  void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void anArtifactGoesInAndComesOutByDigest() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(Artifacts.content(folder, KEY));
    String tag = ModelArtifact.tagOf(KEY);
    assertThat(client.headManifest(repository.tag(tag))).isEmpty();

    Digest digest = packed.publish(client, repository);

    assertThat(packed.publish(client, repository)).isEqualTo(digest);
    assertThat(client.headManifest(repository.tag(tag))).contains(digest);
    ModelArtifact read =
        ModelArtifact.read(client.getManifest(repository.digest(digest)).manifest());
    assertThat(read).isEqualTo(packed.artifact());
    byte[] golden = client.getBlob(repository, read.golden(), Golden.MAX_BYTES);
    assertThat(Golden.parse(golden).samples()).hasSize(1);
    Path target = folder.resolve("pulled");
    pull(read.variants().getFirst().blob(), target);
    assertThat(target).hasSize(2000);
  }

  @Test
  void aPullGoesOnWhereItWasCut() throws Exception {
    Descriptor blob = packedWeights();
    byte[] whole = Files.readAllBytes(folder.resolve("model.tflite"));
    Files.write(folder.resolve("part"), Arrays.copyOf(whole, 1234));

    pull(blob, folder.resolve("pulled"));

    assertThat(folder.resolve("pulled")).hasBinaryContent(whole);
  }

  @Test
  void aBlobThatSomebodyChangedOnTheRegistrysDiskIsRefused() throws Exception {
    Descriptor blob = packedWeights();
    changeOnDisk(blob.digest());

    OciException e =
        catchThrowableOfType(OciException.class, () -> pull(blob, folder.resolve("pulled")));

    assertThat(e.reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(folder.resolve("pulled")).doesNotExist();
  }

  private Descriptor packedWeights() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(Artifacts.content(folder, KEY));
    packed.publish(client, repository);
    return packed.artifact().variants().getFirst().blob();
  }

  private void changeOnDisk(Digest digest) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      Path data = files.filter(f -> f.endsWith(digest.hex() + "/data")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(data);
      bytes[7] ^= 1;
      Files.write(data, bytes);
    }
  }

  private void pull(Descriptor blob, Path target) throws Exception {
    new BlobPull(client)
        .pull(repository, blob, folder.resolve("part"), target, BlobPull.Progress.NONE);
  }
}
