package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.testing.TestArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of CNCF ModelPack 1 (docs/spec.md, docs/config.md, docs/annotations.md and
 * schema/config-schema.json of modelpack/model-spec), as far as they bind what we write.
 */
class ModelPackTest {
  /** The schema refuses any other property (additionalProperties is false at each level). */
  private static final Set<String> DESCRIPTOR =
      Set.of(
          "createdAt",
          "authors",
          "vendor",
          "family",
          "name",
          "version",
          "title",
          "description",
          "docURL",
          "sourceURL",
          "datasetsURL",
          "revision",
          "licenses");

  private static final Set<String> CONFIG =
      Set.of("architecture", "format", "paramSize", "precision", "quantization", "capabilities");

  @TempDir Path folder;

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theConfigHasOnlyWhatTheSchemaKnows() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(TestArtifact.content(folder, "0".repeat(64)));
    BlobSource source = Objects.requireNonNull(packed.blobs().get(packed.manifest().config()));
    JsonNode config =
        new ObjectMapper().readTree(source.part(0, (int) packed.manifest().config().size()));

    assertThat(names(config)).containsExactlyInAnyOrder("descriptor", "config", "modelfs");
    assertThat(DESCRIPTOR).containsAll(names(config.path("descriptor")));
    assertThat(CONFIG).containsAll(names(config.path("config")));
    assertThat(config.path("config").path("format").asText()).isEqualTo("tflite");
    assertThat(config.path("modelfs").path("type").asText()).isEqualTo("layers");
    List<String> layers =
        packed.manifest().layers().stream().map(l -> l.digest().toString()).toList();
    assertThat(config.path("modelfs").path("diffIds"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(layers);
  }

  @Test
  void theManifestHasTheTypesOfTheSpecification() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(TestArtifact.content(folder, "0".repeat(64)));

    assertThat(packed.manifest().mediaType())
        .isEqualTo("application/vnd.oci.image.manifest.v1+json");
    assertThat(packed.manifest().artifactType())
        .isEqualTo("application/vnd.cncf.model.manifest.v1+json");
    assertThat(packed.manifest().config().mediaType())
        .isEqualTo("application/vnd.cncf.model.config.v1+json");
    assertThat(packed.manifest().layers())
        .allSatisfy(l -> assertThat(l.annotations()).containsKey("org.cncf.model.filepath"))
        .extracting(Descriptor::mediaType)
        .contains(
            "application/vnd.cncf.model.weight.v1.raw", "application/vnd.cncf.model.doc.v1.raw");
  }
}
