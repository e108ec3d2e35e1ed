package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atoll.compiler.edgetpu.CompilerReplay;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model to an artifact with both variants: a replayed compiler, a real registry and TensorFlow.
 */
class EdgeTpuPipelineIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PAIR = "test_data/mobilenet_v1_0.25_128_quant";
  private static final List<String> BOTH = List.of("EdgeTpu", "Cpu");

  @TempDir Path folder;
  private Path data;
  @AutoClose private TestJobs jobs;

  @BeforeEach
  void start() throws Exception {
    data = SharedModels.folder();
    jobs = new TestJobs(folder);
    jobs.environment().put("ATOLL_FILE_SOURCES", "true");
    compiler(CompilerReplay.program(folder, "known"));
  }

  private void compiler(Path program) {
    jobs.environment().put("ATOLL_EDGETPU_COMPILER", program.toString());
  }

  private static ObjectNode request(
      String model, @Nullable List<String> variants, Map<String, Object> edgeTpu) {
    ObjectNode request = JSON.createObjectNode();
    request.put("namespace", "vision").put("model", "birds").put("revision", "birds-0");
    request.putObject("source").putObject("tflite").put("uri", "file://" + model);
    request.put("plainHttp", true);
    if (variants != null) {
      request.set("variants", JSON.valueToTree(variants));
    }
    if (!edgeTpu.isEmpty()) {
      request.set("edgeTpu", JSON.valueToTree(edgeTpu));
    }
    return request;
  }

  private JsonNode compile(ObjectNode request) throws IOException {
    request.put("repository", jobs.registry().repository().toString());
    return jobs.run(JSON.writeValueAsBytes(request));
  }

  private String source() {
    return data.resolve(PAIR + ".tflite").toString();
  }

  @Test
  void aKnownModelBecomesAnArtifactWithBothVariants() throws Exception {
    JsonNode made = compile(request(source(), BOTH, Map.of("minMappedOps", "100%")));
    assertThat(made.path("failure").isMissingNode()).as("%s", made).isTrue();
    assertThat(jobs.stages())
        .containsSubsequence(
            "stage: fetch",
            "stage: convert",
            "stage: analyse",
            "stage: adapt",
            "stage: edgetpu",
            "stage: publish");
    JsonNode edgeTpu = made.path("variants").path(1);
    assertThat(edgeTpu.path("kind").asText()).isEqualTo("EdgeTpu");
    assertThat(edgeTpu.path("digest").asText())
        .isEqualTo(Digest.ofFile(data.resolve(PAIR + "_edgetpu.tflite")).toString());
    assertThat(edgeTpu.path("mappedOps").asInt()).isEqualTo(31);
    assertThat(edgeTpu.path("cpuOps").asInt(-1)).isZero();
    assertThat(edgeTpu.path("cachedBytes").asLong()).isEqualTo(566_912);
    assertThat(edgeTpu.path("minRuntimeVersion").asInt()).isEqualTo(12);
    JsonNode cpu = made.path("variants").path(0);
    assertThat(cpu.path("digest").asText()).isEqualTo(Digest.ofFile(Path.of(source())).toString());
    assertThat(cpu.has("mappedOps")).isFalse();
    assertThat(made.path("toolchain").asText()).contains("edgetpu_compiler 16.0.384591198");

    ModelArtifact artifact = jobs.artifact(made);
    assertThat(artifact.variants().stream().map(v -> v.path()))
        .containsExactlyInAnyOrder("cpu/model.tflite", "edgetpu/model.tflite");
    assertThat(artifact.compilerLogBlob()).isPresent();
    assertThat(artifact.labelsBlob()).as("the labels that the model carries").isPresent();
    JsonNode report = jobs.report(artifact);
    assertThat(report.path("edgeTpu").path("analysis").path("operators")).hasSize(31);
    assertThat(report.path("edgeTpu").path("compilation").path("differences")).isEmpty();
    assertThat(report.toString()).doesNotContain(edgeTpu.path("digest").asText());

    JsonNode again = compile(request(source(), BOTH, Map.of("minMappedOps", "100%")));
    assertThat(again.path("cacheHit").asBoolean()).isTrue();
    assertThat(again.path("variants")).isEqualTo(made.path("variants"));
    JsonNode alone = compile(request(source(), null, Map.of()));
    assertThat(alone.path("cacheHit").asBoolean(true)).isFalse();
    assertThat(alone.path("variants")).hasSize(1);
    assertThat(alone.path("variants").path(0)).isEqualTo(cpu);
  }

  /**
   * The whole pipeline with a compiler that draws this caching token; the manifest that it made.
   */
  private Published published(String token) throws Exception {
    compiler(CompilerReplay.program(folder, "known", "--replay-token=" + token));
    // A hit would be the very same manifest.
    JsonNode made = compile(request(source(), BOTH, Map.of()).put("lookup", false));
    assertThat(made.path("failure").isMissingNode()).as("%s", made).isTrue();
    byte[] manifest = stored("manifests", made.path("artifact").path("digest").asText());
    String config = JSON.readTree(manifest).path("config").path("digest").asText();
    return new Published(
        new String(manifest, StandardCharsets.UTF_8),
        new String(stored("blobs", config), StandardCharsets.UTF_8),
        config,
        made.path("variants").path(1).path("digest").asText());
  }

  /** As the registry has it. */
  private record Published(String manifest, String config, String configDigest, String edgeTpu) {
    /** Without the digest of the compiled file, and that of the config, which lists it. */
    String withoutToken(String text) {
      assertThat(text).containsAnyOf(edgeTpu, configDigest);
      return text.replace(edgeTpu, "EDGETPU").replace(configDigest, "CONFIG");
    }
  }

  private byte[] stored(String kind, String digest) throws Exception {
    Repository repository = jobs.registry().repository();
    URI uri =
        URI.create(
            "http://%s/v2/%s/%s/%s".formatted(repository.host(), repository.name(), kind, digest));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Digest.of(answer.body())).hasToString(digest);
      return answer.body();
    }
  }

  @Test
  void equalInputsGiveEqualManifestsButForTheCompilersToken() throws Exception {
    Published first = published("0123456789abcdef");
    Published same = published("0123456789abcdef");
    Published other = published("fedcba9876543210");
    assertThat(same).isEqualTo(first);
    assertThat(other.edgeTpu()).isNotEqualTo(first.edgeTpu());
    assertThat(other.withoutToken(other.manifest()))
        .isEqualTo(first.withoutToken(first.manifest()));
    assertThat(other.withoutToken(other.config())).isEqualTo(first.withoutToken(first.config()));
    assertThat(content(other)).startsWith("sha256:").isEqualTo(content(first));
  }

  private static String content(Published published) throws Exception {
    return JSON.readTree(published.manifest())
        .path("annotations")
        .path("dev.atoll.content")
        .asText();
  }

  @Test
  void withoutACompilerTheJobSaysHowToGetOne() throws Exception {
    jobs.environment().remove("ATOLL_EDGETPU_COMPILER");
    JsonNode failure = compile(request(source(), BOTH, Map.of())).path("failure");
    assertThat(failure.path("reason").asText()).isEqualTo("CompilerMissing");
  }

  @Test
  void whatWasCompiledBeforeGoesThroughAsItIs() throws Exception {
    String compiled = data.resolve(PAIR + "_edgetpu.tflite").toString();
    jobs.environment().remove("ATOLL_EDGETPU_COMPILER");
    jobs.environment().remove("ATOLL_PYTHON");
    for (List<String> variants : List.of(List.<String>of(), List.of("EdgeTpu"))) {
      JsonNode made = compile(request(compiled, variants, Map.of()));
      assertThat(made.path("failure").isMissingNode()).as("%s", made).isTrue();
      assertThat(made.path("variants")).hasSize(1);
      JsonNode only = made.path("variants").path(0);
      assertThat(only.path("kind").asText()).isEqualTo("EdgeTpu");
      assertThat(only.path("digest").asText())
          .isEqualTo(Digest.ofFile(Path.of(compiled)).toString());
      assertThat(only.path("cachedBytes").asLong()).isEqualTo(566_912);
      ModelArtifact artifact = jobs.artifact(made);
      assertThat(jobs.golden(artifact).samples())
          .allSatisfy(s -> {
            assertThat(s.inputs()).hasSize(1);
            assertThat(s.outputs()).isEmpty();
          });
    }
    JsonNode failure = compile(request(compiled, BOTH, Map.of())).path("failure");
    assertThat(failure.path("reason").asText()).isEqualTo("UnsupportedSource");
    assertThat(failure.path("message").asText()).contains("EdgeTpu alone");
    JsonNode tooNew =
        compile(request(compiled, List.of("EdgeTpu"), Map.of("minRuntimeVersion", 10)))
            .path("failure");
    assertThat(tooNew.path("message").asText()).contains("runtime 12", "-m 10");
  }

  @Test
  void moreThanCanBeIsRefusedBeforeTheCompilerRuns() throws Exception {
    compiler(CompilerReplay.program(folder, "hang"));
    String partial = data.resolve("test_data/deeplabv3_mnv2_dm05_pascal_quant.tflite").toString();
    JsonNode failure =
        compile(request(partial, BOTH, Map.of("minMappedOps", "95%"))).path("failure");
    assertThat(failure.path("reason").asText()).isEqualTo("NotMappable");
    assertThat(failure.path("message").asText()).contains("at most 64 of 72", "RESIZE_BILINEAR");
  }
}
