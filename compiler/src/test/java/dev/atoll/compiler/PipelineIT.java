package dev.atoll.compiler;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a compile job makes, and how the next one finds it again: with a real object store, a real
 * registry and the real TensorFlow.
 */
class PipelineIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  @AutoClose private ColumnsJobs columns;

  @BeforeEach
  void start() throws Exception {
    columns = new ColumnsJobs(folder);
  }

  @Test
  void compilesOnceAndFindsItAgain() throws Exception {
    JsonNode first = columns.compile(aRequest());
    assertThat(columns.stages())
        .containsExactly(
            "stage: fetch",
            "stage: lookup",
            "stage: convert",
            "stage: quantise",
            "stage: evaluate",
            "stage: analyse",
            "stage: package",
            "stage: publish");
    assertThat(first.path("cacheHit").asBoolean(true)).isFalse();
    assertThat(first.path("accuracy").toString())
        .isEqualTo(
            "{\"metric\":\"Top1\",\"float\":\"1.000\",\"quantized\":\"1.000\",\"drop\":\"0.000\"}");
    assertThat(first.path("toolchain").asText()).startsWith("tensorflow 2.21.0, atoll ");

    JsonNode second = columns.compile(aRequest());
    assertThat(columns.stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(second.path("cacheHit").asBoolean()).isTrue();
    assertThat(((ObjectNode) second).put("cacheHit", false)).isEqualTo(first);

    columns.theArtifactHoldsWhatADeviceNeeds(first);
  }

  @Test
  void aQuantisedFileIsServedAsItIs() throws Exception {
    JsonNode converted = columns.compile(aRequest());
    columns.upload("int8.tflite", columns.jobs().work().resolve("run/convert/model.tflite"));
    columns.upload("float.tflite", columns.jobs().work().resolve("run/convert/float.tflite"));

    Requests file = aRequest().of("s3://models/columns/int8.tflite");
    JsonNode taken = columns.compile(file);
    assertThat(columns.stages())
        .containsExactly(
            "stage: fetch",
            "stage: lookup",
            "stage: convert",
            "stage: evaluate",
            "stage: analyse",
            "stage: package",
            "stage: publish");
    assertThat(taken.path("variants")).as("%s", taken).isEqualTo(converted.path("variants"));
    assertThat(taken.path("artifactKey")).isNotEqualTo(converted.path("artifactKey"));
    assertThat(taken.path("accuracy").toString())
        .isEqualTo("{\"metric\":\"Top1\",\"quantized\":\"1.000\"}");
    columns.theArtifactHoldsWhatADeviceNeeds(taken);
    assertThat(((ObjectNode) columns.compile(file)).put("cacheHit", false)).isEqualTo(taken);
    columns.failure(
        file.evaluatedBy("s3://models/columns/shuffled.npz", "0.90"), "AccuracyBelowTarget");

    JsonNode failure =
        columns.failure(aRequest().of("s3://models/columns/float.tflite"), "NotQuantized");
    assertThat(failure.path("message").asText())
        .contains("works on the float tensor", "source.savedModel");
    assertThat(columns.stages()).containsExactly("stage: fetch", "stage: lookup", "stage: convert");
    columns.failure(aRequest().of("s3://models/columns/none.tflite"), "SourceNotFound");
  }

  @Test
  void everyKindOfFloatModelTakesTheSameWay() throws Exception {
    for (String kind : List.of("model.keras", "model.h5", "frozen.pb")) {
      JsonNode made = columns.compile(aRequest().of("s3://models/columns/" + kind));
      assertThat(made.path("accuracy").path("quantized").asText())
          .as("%s: %s", kind, made)
          .isEqualTo("1.000");
      columns.theArtifactHoldsWhatADeviceNeeds(made);
    }
  }

  @Test
  void anotherWayOfQuantisingKeepsTheAccuracyAndIsFoundAgain() throws Exception {
    Requests spoilt = aRequest().calibratedBy("s3://models/columns/outliers.npz", 40);
    JsonNode first = columns.compile(spoilt);
    assertThat(columns.stages())
        .contains("stage: quantise", "stage: quantise 2/6", "stage: publish");
    assertThat(first.path("accuracy").path("quantized").asText())
        .as("%s", first)
        .isEqualTo("1.000");
    JsonNode search = columns.jobs().report(columns.jobs().artifact(first)).path("search");
    assertThat(search.path("attempts").findValuesAsText("what"))
        .containsExactly("AsAsked", "WithoutOutliers");
    assertThat(search.findValues("seconds")).isEmpty();
    assertThat(
            columns
                .jobs()
                .report(columns.jobs().artifact(first))
                .path("accuracy")
                .path("samples")
                .asInt())
        .isEqualTo(search.path("judging").asInt());

    JsonNode second = columns.compile(spoilt);
    assertThat(columns.stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(((ObjectNode) second).put("cacheHit", false)).isEqualTo(first);
  }

  @Test
  void eachStageRunsInAProcessOfItsOwnWithWhatItNeeds() throws Exception {
    Path work = Files.createDirectories(folder.resolve("job"));
    Path message = folder.resolve("termination-log");
    Files.write(work.resolve("request.json"), columns.written(aRequest()));
    Map<String, String> fetching = new HashMap<>(columns.environment());
    fetching.remove("ATOLL_PYTHON");
    Map<String, String> converting = Map.of("ATOLL_PYTHON", TensorFlow.python().toString());

    columns.jobs().stage("fetch", work, fetching);
    columns.jobs().stage("lookup", work, Map.of());
    columns.jobs().stage("convert", work, converting);
    columns.jobs().stage("edgetpu", work, Map.of());
    assertThat(work.resolve("result.json")).doesNotExist();
    columns.jobs().stage("publish", work, Map.of("ATOLL_TERMINATION_LOG", message.toString()));
    assertThat(work.resolve("result.json")).hasSameTextualContentAs(message);
    JsonNode made = JSON.readTree(message.toFile());
    columns.theArtifactHoldsWhatADeviceNeeds(made);

    columns.jobs().stage("lookup", work, Map.of());
    Files.delete(work.resolve("convert/model.tflite"));
    for (String rest : List.of("convert", "publish")) {
      columns.jobs().stage(rest, work, Map.of());
      assertThat(columns.stages()).as("a hit ends the job").isEmpty();
    }
    JsonNode found = JSON.readTree(work.resolve("result.json").toFile());
    assertThat(found.path("cacheHit").asBoolean()).isTrue();
    assertThat(found.path("artifact")).isEqualTo(made.path("artifact"));
  }

  @Test
  void equalInputsGiveEqualArtifacts() throws Exception {
    JsonNode first = columns.compile(aRequest().evaluatedBy(null, "0"));
    assertThat(first.path("accuracy").isNull()).isTrue();
    columns.jobs().takeAnotherRegistry();
    JsonNode second = columns.compile(aRequest().evaluatedBy(null, "0"));
    assertThat(second.path("cacheHit").asBoolean(true)).isFalse();
    assertThat(second.path("artifact").path("digest"))
        .isEqualTo(first.path("artifact").path("digest"));
  }
}
