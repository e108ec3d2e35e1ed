package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.OciException.Reason;
import dev.atoll.oci.testing.TestArtifact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelArtifactTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  @TempDir Path folder;

  @Test
  void whatIsPackedIsReadBack() throws Exception {
    PackedArtifact packed = PackedArtifact.pack(content());
    ModelArtifact read = ModelArtifact.read(Manifest.parse(packed.manifest().toBytes()));

    assertThat(read).isEqualTo(packed.artifact());
    assertThat(read.artifactKey()).isEqualTo(KEY);
    assertThat(read.variant(Variant.CPU))
        .hasValueSatisfying(v -> {
          assertThat(v.path()).isEqualTo("cpu/model.tflite");
          assertThat(v.blob().size()).isEqualTo(2000);
        });
    assertThat(read.variant("EdgeTpu")).isEmpty();
    assertThat(read.labelsBlob()).isPresent();
    assertThat(packed.blobs()).hasSize(5);
  }

  @Test
  void equalContentGivesEqualBytes() throws Exception {
    assertThat(PackedArtifact.pack(content()).manifest().toBytes())
        .isEqualTo(PackedArtifact.pack(content()).manifest().toBytes());
  }

  @Test
  void theManifestHasTheFormOfTheContract() throws Exception {
    String json =
        new String(PackedArtifact.pack(content()).manifest().toBytes(), StandardCharsets.UTF_8);

    assertThat(json)
        .startsWith(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"artifactType\":\"application/vnd.cncf.model.manifest.v1+json\",\"config\":{")
        .contains(
            "\"annotations\":{\"dev.atoll.variant\":\"Cpu\","
                + "\"org.cncf.model.filepath\":\"cpu/model.tflite\","
                + "\"org.opencontainers.image.title\":\"cpu/model.tflite\"}")
        .containsPattern(
            "\"annotations\":\\{\"dev.atoll.artifact-key\":\""
                + KEY
                + "\",\"dev.atoll.content\":\"sha256:[0-9a-f]{64}\","
                + "\"dev.atoll.created-by\":\"atoll 0.1.0\"\\}\\}$");
  }

  @Test
  void theTagIsHalfTheKey() {
    assertThat(ModelArtifact.tagOf(KEY)).isEqualTo("key-0123456789abcdef0123456789abcdef");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "vnd.cncf.model.manifest.v1 | vnd.cncf.model.manifest.v9 | artifactType",
        "vnd.cncf.model.config.v1 | vnd.docker.container.image.v1 | its config",
        "\"schemaVersion\":2 | \"schemaVersion\":3 | schemaVersion is 3",
        "cpu/model.tflite | ../../etc/passwd | no plain relative path",
        "cpu/model.tflite | /etc/passwd | no plain relative path",
        "cpu/model.tflite | cpu//model.tflite | no plain relative path",
        "cpu/model.tflite | cpu/.model | no plain relative path",
        "cpu/model.tflite | golden.json | two layers have the path",
        "\"size\":2000 | \"size\":3000000000 | 3000000000 bytes",
        "\"size\":2000 | \"size\":-1 | not negative",
        "\"size\":2000 | \"size\":99999999999999999999 | out of range",
        "\"size\":2000 | \"size\":\"many\" | the manifest",
        "\"dev.atoll.variant\":\"Cpu\" | \"dev.atoll.variant\":\"c p u\" | CamelCase",
        "\"dev.atoll.variant\":\"Cpu\", | '' | CamelCase",
        "vnd.atoll.golden.v1 | vnd.atoll.golden.v2 | unknown media type",
        "vnd.atoll.golden.v1 | vnd.atoll.report.v1 | two layers with report",
        "dev.atoll.artifact-key | dev.atoll.artifact | dev.atoll.artifact-key",
        "dev.atoll.content\":\"sha256: | dev.atoll.content\":\"sha512: | sha256",
        "sha256: | md5: | sha256"
      })
  void hostileManifestsAreRefused(String from, String to, String because) throws Exception {
    String json =
        new String(PackedArtifact.pack(content()).manifest().toBytes(), StandardCharsets.UTF_8);
    byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);
    assertThat(changed).isNotEqualTo(json.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ModelArtifact.read(Manifest.parse(changed)))
        .isInstanceOfSatisfying(
            OciException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ManifestInvalid))
        .hasMessageContaining(because);
  }

  @Test
  void missingPartsAndDuplicateVariantsAreRefused() throws Exception {
    Manifest m = PackedArtifact.pack(content()).manifest();

    refused(with(m, m.layers().subList(1, 4)), "no weights");
    refused(with(m, List.of(m.layers().get(0), m.layers().get(2))), "no golden samples");
    refused(with(m, m.layers().subList(0, 2)), "no report");
    List<Descriptor> twice = new ArrayList<>(m.layers());
    twice.add(m.layers().getFirst().with(MediaTypes.FILEPATH, "cpu/other.tflite"));
    refused(with(m, twice), "two variants Cpu");
  }

  private static Manifest with(Manifest m, List<Descriptor> layers) {
    return new Manifest(2, m.mediaType(), m.artifactType(), m.config(), layers, m.annotations());
  }

  private static void refused(Manifest manifest, String because) {
    assertThatThrownBy(() -> ModelArtifact.read(manifest)).hasMessageContaining(because);
  }

  private ArtifactContent content() throws Exception {
    return TestArtifact.content(folder, KEY);
  }
}
