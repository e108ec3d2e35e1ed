package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.BlobPull;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.OciException.Reason;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the registry that the demo runs. */
class RegistryIT {
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  private RegistryClient client;
  private Repository repository;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    client = registry.client();
    repository = registry.repository();
  }

  @Test
  void anArtifactGoesInAndComesOutByDigest() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(TestArtifact.content(folder, TestArtifact.KEY));
    String tag = ModelArtifact.tagOf(TestArtifact.KEY);
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
    registry.damage(blob.digest());

    OciException e =
        catchThrowableOfType(OciException.class, () -> pull(blob, folder.resolve("pulled")));

    assertThat(e.reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(folder.resolve("pulled")).doesNotExist();
  }

  private Descriptor packedWeights() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(TestArtifact.content(folder, TestArtifact.KEY));
    packed.publish(client, repository);
    return packed.artifact().variants().getFirst().blob();
  }

  private void pull(Descriptor blob, Path target) throws Exception {
    new BlobPull(client)
        .pull(repository, blob, folder.resolve("part"), target, BlobPull.Progress.NONE);
  }
}
