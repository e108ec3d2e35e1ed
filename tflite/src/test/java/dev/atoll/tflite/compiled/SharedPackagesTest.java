package dev.atoll.tflite.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What real compiled files hold, against the ground truth that lies beside them. */
class SharedPackagesTest {
  @TestFactory
  List<DynamicTest> everyPackageHasTheFiguresOfTheManifest() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode e : compiled()) {
      String file = e.path(e.has("compiled") ? "compiled" : "path").asText();
      tests.add(
          DynamicTest.dynamicTest(
              file,
              () -> {
                Compilation read = Compilation.read(SharedModels.folder().resolve(file));
                if (e.get("package").isNull()) {
                  assertThat(read).isInstanceOf(Compilation.UnreadableLayout.class);
                } else {
                  compare(e.get("package"), ((Compilation.Compiled) read).contents());
                }
              }));
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests;
  }

  private static void compare(JsonNode expected, CompiledPackage actual) {
    assertThat(actual.packageBytes()).isEqualTo(expected.get("bytes").asLong());
    assertThat(actual.minRuntimeVersion()).isEqualTo(expected.get("min_runtime_version").asInt());
    assertThat(actual.compilerVersion()).isEqualTo(expected.get("compiler_version").asText());
    assertThat(actual.cachedBytes()).isEqualTo(expected.get("on_chip_bytes").asLong());
    assertThat(actual.streamedBytes()).isEqualTo(expected.get("off_chip_bytes").asLong());
    assertThat("0x" + actual.cachingToken())
        .isEqualTo(expected.get("parameter_caching_token").asText());
    assertThat(actual.executables()).hasSize(expected.get("executables").size());
    for (int i = 0; i < actual.executables().size(); i++) {
      compare(expected.get("executables").get(i), actual.executables().get(i));
    }
  }

  private static void compare(JsonNode expected, Executable actual) {
    assertThat(actual.type().name().toLowerCase(Locale.ROOT))
        .isEqualTo(expected.get("type").asText().replace("_", "").toLowerCase(Locale.ROOT));
    assertThat(actual.parameterBytes()).isEqualTo(expected.get("parameter_bytes").asLong());
    List<Long> instructions = new ArrayList<>();
    expected.get("instruction_bytes").forEach(n -> instructions.add(n.asLong()));
    assertThat(actual.instructionBytes()).isEqualTo(instructions);
    assertThat(actual.scratchBytes()).isEqualTo(expected.get("scratch_bytes").asLong());
    assertThat(actual.narrowMemoryBytesPerTile())
        .isEqualTo(expected.get("used_narrow_memory_bytes_per_tile").asLong());
    assertThat(actual.estimatedCycles()).isEqualTo(expected.get("estimated_cycles").asLong());
    assertThat("0x" + actual.cachingToken())
        .isEqualTo(expected.get("parameter_caching_token").asText());
    assertThat(actual.chip()).isEqualTo(expected.get("chip").asText());
  }

  @TestFactory
  List<DynamicTest> theExecutablesEdgesAreThoseOfTheFullyMappedModel() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode e : compiled()) {
      if (e.path("ops_cpu").asInt(-1) == 0 && !e.get("source").asText().contains("lstm")) {
        tests.add(
            DynamicTest.dynamicTest(
                e.get("compiled").asText(),
                () -> {
                  Executable run =
                      ((Compilation.Compiled)
                              Compilation.read(
                                  SharedModels.folder().resolve(e.get("compiled").asText())))
                          .contents().executables().stream()
                              .filter(x -> x.type() == ExecutableType.ExecutionOnly)
                              .findFirst()
                              .orElseThrow();
                  assertThat(run.inputs())
                      .extracting(Layer::name)
                      .containsExactlyElementsOf(names(e.get("inputs")));
                  assertThat(run.outputs())
                      .extracting(Layer::name)
                      .containsExactlyInAnyOrderElementsOf(names(e.get("outputs")));
                }));
      }
    }
    assertThat(tests).hasSizeGreaterThan(8);
    return tests;
  }

  private static List<String> names(JsonNode tensors) {
    return StreamSupport.stream(tensors.spliterator(), false)
        .map(t -> t.get("name").asText())
        .toList();
  }

  @Test
  void twoCompilationsOfOneModelHaveOnePackageBehindTheMask() throws Exception {
    String one = "test_data/mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite";
    String two = "test_data/tools/mobilenet_quant_v1_224_feature_layers_edgetpu.tflite";

    assertThat(packageOf(one, false)).isNotEqualTo(packageOf(two, false));
    assertThat(packageOf(one, true)).isEqualTo(packageOf(two, true));
  }

  @Test
  void anotherAcceleratorsModelIsNotCompiledForThisOne() throws Exception {
    assertThat(
            Compilation.read(
                ByteBuffer.wrap(read("tflite-micro/models/person_detect_vela.tflite"))))
        .isInstanceOf(Compilation.NotCompiled.class);
  }

  @TestFactory
  List<DynamicTest> noSourceIsTakenForCompiled() throws IOException {
    return StreamSupport.stream(manifest().get("pairs").spliterator(), false)
        .map(p -> p.get("source").asText())
        .map(f ->
            DynamicTest.dynamicTest(
                f,
                () ->
                    assertThat(Compilation.read(SharedModels.folder().resolve(f)))
                        .isInstanceOf(Compilation.NotCompiled.class)))
        .toList();
  }

  /** The package's bytes; around it the two files differ in the name of a subgraph. */
  private static byte[] packageOf(String file, boolean masked) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(read(file));
    CompiledPackage contents = ((Compilation.Compiled) Compilation.read(bytes)).contents();
    assertThat(contents.tokenPositions()).hasSize(2);
    ByteBuffer out = ByteBuffer.allocate(bytes.capacity());
    TokenMask.feed(bytes, masked ? contents.tokenPositions() : List.of(), out::put);
    int start = new String(out.array(), StandardCharsets.ISO_8859_1).indexOf("DWN1") - 4;
    return Arrays.copyOfRange(out.array(), start, start + (int) contents.packageBytes());
  }

  private static byte[] read(String file) throws IOException {
    return Files.readAllBytes(SharedModels.folder().resolve(file));
  }

  private static List<JsonNode> compiled() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    manifest().get("pairs").forEach(all::add);
    manifest().get("compiled_only").forEach(all::add);
    return all;
  }

  private static JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(SharedModels.folder().resolve("MANIFEST.json").toFile());
  }
}
