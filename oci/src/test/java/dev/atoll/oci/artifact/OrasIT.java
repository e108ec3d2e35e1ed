package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People pull artifacts with tools that know nothing of us. */
class OrasIT {
  private static final String KEY = "feedfacecafebeef".repeat(4);
  @TempDir Path folder;

  @Test
  void orasPullsEveryLayerIntoItsFile() throws Exception {
    Path client = Tools.built("oci-client");
    try (RegistryProcess registry = RegistryProcess.start(folder)) {
      RegistryClient ours =
          new RegistryClient(RegistryConfig.anonymous(Set.of(registry.host())), Retry.standard());
      Repository repository = Repository.parse(registry.host() + "/atoll/vision");
      PackedArtifact packed = PackedArtifact.pack(Artifacts.content(folder, KEY));
      Digest digest = packed.publish(ours, repository);
      Path pulled = Files.createDirectory(folder.resolve("pulled"));

      Tools.Ended ended =
          Tools.run(
              List.of(
                  client.toString(),
                  "pull",
                  repository + ":" + ModelArtifact.tagOf(KEY),
                  pulled.toString()));

      assertThat(ended.code()).as(ended.output()).isZero();
      assertThat(ended.output()).contains(digest.toString());
      for (Descriptor layer : packed.manifest().layers()) {
        String path = layer.annotations().get(MediaTypes.FILEPATH);
        assertThat(Digest.ofFile(pulled.resolve(path))).as(path).isEqualTo(layer.digest());
      }
      assertThat(pulled.resolve("cpu/model.tflite")).hasSize(2000);
    }
  }
}
