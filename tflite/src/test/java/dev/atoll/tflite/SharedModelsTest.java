package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What real files hold, against the ground truth that lies beside them. */
class SharedModelsTest {
  @TestFactory
  List<DynamicTest> operatorsAndEdgesOfEachPairAreThoseOfTheManifest() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode pair : manifest().get("pairs")) {
      String file = pair.get("source").asText();
      tests.add(DynamicTest.dynamicTest(file, () -> comparePair(pair, read(file))));
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }

  private static void comparePair(JsonNode pair, TfliteModel model) {
    List<String> expected = new ArrayList<>();
    pair.get("ops")
        .forEach(o -> expected.add(o.get("i") + " " + o.get("op").asText() + " " + o.get("v")));
    assertThat(Analysis.listOperators(model))
        .extracting(l -> l.index() + " " + l.operator().name() + " " + l.operator().version())
        .isEqualTo(expected);
    compareEdges(pair.get("inputs"), model, model.main().inputs());
    compareEdges(pair.get("outputs"), model, model.main().outputs());
  }

  private static void compareEdges(JsonNode expected, TfliteModel model, List<Integer> actual) {
    assertThat(actual).hasSize(expected.size());
    for (int i = 0; i < actual.size(); i++) {
      Tensor t = model.main().tensors().get(actual.get(i));
      JsonNode e = expected.get(i);
      assertThat(t.name()).isEqualTo(e.get("name").asText());
      assertThat(t.type().name()).isEqualTo(e.get("type").asText());
      List<Integer> shape = new ArrayList<>();
      e.get("shape").forEach(d -> shape.add(d.asInt()));
      assertThat(t.shape()).isEqualTo(shape);
      if (e.hasNonNull("scale")) {
        assertThat(t.quantization().scales()).containsExactly((float) e.get("scale").asDouble());
        assertThat(t.quantization().zeroPoints()).containsExactly(e.get("zero_point").asLong());
      }
    }
  }

  @TestFactory
  List<DynamicTest> operatorCountsOfTheOthersAreThoseOfTheManifest() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode entry : manifest().get("source_only")) {
      String file = entry.get("path").asText();
      tests.add(
          DynamicTest.dynamicTest(
              file,
              () -> {
                Map<String, Long> expected = new TreeMap<>();
                entry
                    .get("by_op")
                    .forEach(o ->
                        expected.put(o.get("op").asText() + " " + o.get("v"), o.get("n").asLong()));
                assertThat(counts(read(file))).isEqualTo(expected);
              }));
    }
    return tests;
  }

  private static Map<String, Long> counts(TfliteModel model) {
    return Analysis.listOperators(model).stream()
        .collect(
            Collectors.groupingBy(
                l -> l.operator().name() + " " + l.operator().version(),
                TreeMap::new,
                Collectors.counting()));
  }

  @TestFactory
  List<DynamicTest> everySoundModelPassesTheRangeCheck() {
    return SharedModels.models(Long.MAX_VALUE).stream()
        .filter(f -> !f.endsWith("person_detect.tflite"))
        .map(f ->
            DynamicTest.dynamicTest(f.toString(), () -> RangeCheck.require(TfliteModel.read(f))))
        .toList();
  }

  @Test
  void theModelThatTheInterpreterRefusesForItsQuantisationIsRefusedHereToo() throws Exception {
    TfliteModel model = read("tflite-micro/models/person_detect.tflite");
    assertThatThrownBy(() -> RangeCheck.require(model))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining("tensor 33");
  }

  @TestFactory
  List<DynamicTest> floatModelsAreFoundFloatAndQuantisedOnesOnlyWhereTheyReallyComputeInFloat()
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode f : manifest().get("files")) {
      String file = f.get("path").asText();
      switch (f.get("kind").asText()) {
        case "float" ->
            tests.add(
                DynamicTest.dynamicTest(
                    file, () -> assertThat(Analysis.fully8bit(read(file))).isFalse()));
        case "quantised" ->
            tests.add(
                DynamicTest.dynamicTest(
                    file,
                    () ->
                        assertThat(Analysis.firstFloat(read(file), Analysis.Edges.FLOAT_ALLOWED))
                            .matches(found ->
                                found.isEmpty()
                                    || found.get().operator().matches("(CUSTOM:|CAST ).*"))));
        default -> {}
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests;
  }

  private static JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(SharedModels.folder().resolve("MANIFEST.json").toFile());
  }

  private static TfliteModel read(String file) throws IOException, TfliteFormatException {
    Path path = SharedModels.folder().resolve(file);
    return TfliteModel.read(path);
  }
}
