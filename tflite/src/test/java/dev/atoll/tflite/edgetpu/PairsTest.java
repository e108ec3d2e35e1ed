package dev.atoll.tflite.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.tflite.SharedModels;
import dev.atoll.tflite.TfliteModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    EdgeTpuAnalysis analysis =
        EdgeTpuAnalyzer.analyze(
            TfliteModel.read(SharedModels.folder().resolve(pair.get("source").asText())));
    assertThat(analysis.operators())
        .extracting(o -> o.index() + " " + o.op() + " " + o.place())
        .isEqualTo(expected);
    assertThat(analysis.refusals()).isEmpty();
  }

  private static JsonNode pairs() throws IOException {
    return new ObjectMapper()
        .readTree(SharedModels.folder().resolve("MANIFEST.json").toFile())
        .get("pairs");
  }
}
