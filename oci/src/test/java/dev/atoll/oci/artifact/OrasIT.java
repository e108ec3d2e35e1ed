package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Repository;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import dev.atoll.oci.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People pull artifacts with tools that know nothing of us. */
class OrasIT {
  @TempDir Path folder;

  @Test
  void orasPullsEveryLayerIntoItsFile() throws Exception {
    Path client = Tools.built("oci-client");
    try (RealRegistry registry = RealRegistry.open(folder)) {
      Repository repository = registry.repository();
      PackedArtifact packed = PackedArtifact.pack(TestArtifact.content(folder, TestArtifact.KEY));
      Digest digest = packed.publish(registry.client(), repository);
      Path pulled = Files.createDirectory(folder.resolve("pulled"));

      Tools.Ended ended =
          Tools.run(
              List.of(
                  client.toString(),
                  "pull",
                  repository + ":" + ModelArtifact.tagOf(TestArtifact.KEY),
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
