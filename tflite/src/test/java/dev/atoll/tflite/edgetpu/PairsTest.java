package dev.atoll.tflite.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The analyzer against what the real compiler made of real models. */
class PairsTest {
  @TestFactory
  List<DynamicTest> everyOperatorOfEveryPairIsPlacedAsTheCompilerPlacedIt() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode pair : pairs()) {
      tests.add(DynamicTest.dynamicTest(pair.get("name").asText(), () -> comparePlacement(pair)));
    }
    return tests;
  }

  @Test
  void theSharedPairsHaveNineHundredOperators() throws IOException {
    int operators = 0;
    for (JsonNode pair : pairs()) {
      operators += pair.get("ops").size();
    }
    assertThat(operators).isEqualTo(900);
  }

  @Test
  void bytesOfParametersAreEstimatedWithinTenPercentAtTheMedianAndTwentyFiveAtTheWorst()
      throws Exception {
    List<Double> errors = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    for (JsonNode pair : pairs()) {
      MemoryEstimate estimate = analyze(pair.get("source")).estimate();
      JsonNode actual = pair.get("package");
      long bytes = actual.get("on_chip_bytes").asLong() + actual.get("off_chip_bytes").asLong();
      double error = 100.0 * (estimate.total() - bytes) / bytes;
      errors.add(Math.abs(error));
      table.append(
          "| %s | %d | %d | %d | %d | %+.2f %% |%n"
              .formatted(
                  pair.get("name").asText(),
                  actual.get("on_chip_bytes").asLong(),
                  estimate.cachedBytes(),
                  actual.get("off_chip_bytes").asLong(),
                  estimate.streamedBytes(),
                  error));
    }
    errors.sort(null);
    System.out.println(
        "| pair | cached | estimated | streamed | estimated | error of the sum |\n" + table);
    assertThat(errors.get(errors.size() / 2)).as("median of %n%s", table).isLessThan(1);
    assertThat(errors.getLast()).as("worst of %n%s", table).isLessThan(10);
  }

  @TestFactory
  List<DynamicTest> whatTheManifestSaysIsRefusedIsRefusedForThatReason() throws IOException {
    Map<String, RefusalReason> reasons =
        Map.of(
            "unknown custom op", RefusalReason.UnresolvedCustomOperator,
            "not quantised", RefusalReason.NotQuantized,
            "dynamic batch in shape_signature", RefusalReason.DynamicShape,
            "compiled for another accelerator", RefusalReason.OtherAccelerator);
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode file : manifest().get("files")) {
      if (file.has("expect")) {
        RefusalReason expected = reasons.get(file.get("expect").get("reason").asText());
        tests.add(
            DynamicTest.dynamicTest(
                file.get("path").asText(),
                () ->
                    assertThat(analyze(file.get("path")).refusals())
                        .extracting(CompilerRefusal::reason)
                        .contains(expected)));
      }
    }
    assertThat(tests).hasSize(5);
    return tests;
  }

  @TestFactory
  List<DynamicTest> quantisedModelsWithoutAPartnerAreNotRefused() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode entry : manifest().get("source_only")) {
      String file = entry.get("path").asText();
      boolean loads = !file.endsWith("person_detect.tflite");
      if (!entry.has("expect") && entry.get("kind").asText().equals("quantised") && loads) {
        tests.add(
            DynamicTest.dynamicTest(
                file, () -> assertThat(analyze(entry.get("path")).refusals()).isEmpty()));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> operatorsOfCompiledFilesAreReportedAsTheyStand() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode pair : pairs()) {
      JsonNode file = pair.get("compiled");
      tests.add(
          DynamicTest.dynamicTest(
              file.asText(),
              () -> {
                EdgeTpuAnalysis analysis = analyze(file);
                assertThat(analysis.count(Place.EdgeTpu)).isEqualTo(1);
                assertThat(analysis.count(Place.Cpu)).isEqualTo(pair.get("ops_cpu").asLong());
                assertThat(analysis.operators())
                    .allMatch(o ->
                        (o.place() == Place.EdgeTpu) == o.op().equals("CUSTOM:edgetpu-custom-op"));
              }));
    }
    return tests;
  }

  /** Says how long an analysis takes; decides nothing, for a clock decides no test. */
  @Test
  void measuresTheTimeForMobileNet() throws Exception {
    for (String name :
        List.of("test_data/mobilenet_v1_0.5_160_quant", "edgetpu/mobilenet_v2_1.0_224_quant")) {
      Path file = SharedModels.folder().resolve(name + ".tflite");
      long[] times = new long[200];
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        EdgeTpuAnalyzer.analyze(TfliteModel.read(file));
        times[i] = System.nanoTime() - start;
      }
      Arrays.sort(times, 100, 200);
      System.out.printf(
          "%s read and analysed in %.2f ms (median of the last 100), %.2f ms at worst%n",
          name, times[150] / 1e6, times[199] / 1e6);
    }
  }

  private static void comparePlacement(JsonNode pair) throws Exception {
    List<String> expected = new ArrayList<>();
    for (JsonNode op : pair.get("ops")) {
      expected.add(
          op.get("i")
              + " "
              + op.get("op").asText()
              + " "
              + (op.get("mapped").asBoolean() ? Place.EdgeTpu : Place.Cpu));
    }
    EdgeTpuAnalysis analysis = analyze(pair.get("source"));
    assertThat(analysis.operators())
        .extracting(o -> o.index() + " " + o.op() + " " + o.place())
        .isEqualTo(expected);
    assertThat(analysis.refusals()).isEmpty();
  }

  private static EdgeTpuAnalysis analyze(JsonNode file) throws Exception {
    return EdgeTpuAnalyzer.analyze(TfliteModel.read(SharedModels.folder().resolve(file.asText())));
  }

  private static JsonNode pairs() throws IOException {
    return manifest().get("pairs");
  }

  private static JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(SharedModels.folder().resolve("MANIFEST.json").toFile());
  }
}
