package dev.atoll.compiler;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a compile job refuses for good, and what it says of it. */
class PipelineRefusalIT {
  @TempDir Path folder;
  @AutoClose private ColumnsJobs columns;

  @BeforeEach
  void start() throws Exception {
    columns = new ColumnsJobs(folder);
  }

  @Test
  void shuffledLabelsAreRefusedAlsoOnAHit() throws Exception {
    Requests shuffled = aRequest().evaluatedBy("s3://models/columns/shuffled.npz", "0.90");
    JsonNode failure = columns.failure(shuffled, "AccuracyBelowTarget");
    assertThat(failure.path("message").asText()).contains("0.000", "0.90", "float model");
    assertThat(columns.stages()).last().isEqualTo("stage: evaluate");

    assertThat(failure.has("hit")).isFalse();

    JsonNode made = columns.compile(shuffled.evaluatedBy("s3://models/columns/shuffled.npz", "0"));
    assertThat(columns.stages()).last().isEqualTo("stage: publish");
    JsonNode hit = columns.failure(shuffled, "AccuracyBelowTarget").path("hit");
    assertThat(columns.stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(hit.path("digest")).isEqualTo(made.path("artifact").path("digest"));
    assertThat(hit.path("repository").asText())
        .isEqualTo(columns.jobs().registry().repository().toString());
    assertThat(hit.path("artifactKey")).isEqualTo(made.path("artifactKey"));
  }

  @Test
  void anOperatorWithoutIntegersIsNamed() throws Exception {
    JsonNode failure =
        columns.failure(
            aRequest().of("s3://models/columns/sine").evaluatedBy(null, "0"), "NotQuantized");
    assertThat(failure.path("message").asText()).contains("SIN (operator");
  }

  @Test
  void calibrationOfAnotherShape() throws Exception {
    JsonNode failure =
        columns.failure(
            aRequest().calibratedBy("s3://models/columns/flat.npz", 12), "CalibrationInvalid");
    assertThat(failure.path("message").asText()).contains("[n, 4, 4, 1]", "[40, 16]", "'image'");
  }

  @Test
  void aFolderThatIsNoSavedModel() throws Exception {
    JsonNode failure =
        columns.failure(aRequest().of("s3://models/columns/1/variables"), "UnsupportedSource");
    assertThat(failure.path("message").asText()).contains("saved_model.pb");
    assertThat(failure.path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void nothingBehindTheUri() throws Exception {
    assertThat(
            columns
                .failure(aRequest().of("s3://models/none/1"), "SourceNotFound")
                .path("message")
                .asText())
        .contains("s3://models/none/1");
    columns.failure(aRequest().of("s3://nobucket/none/1"), "SourceNotFound");
    columns.failure(aRequest().calibratedBy("s3://models/none.npz", 1), "SourceNotFound");
  }

  @Test
  void anotherContentThanPinned() throws Exception {
    String pin = "sha256:" + "0".repeat(64);
    String message =
        columns.failure(aRequest().pinnedTo(pin), "ChecksumMismatch").path("message").asText();
    assertThat(message).contains(pin).containsPattern("content is sha256:[0-9a-f]{64}");
  }

  @Test
  void aWrongSecret() throws Exception {
    columns.environment().put("AWS_SECRET_ACCESS_KEY", "wrong");
    JsonNode failure = columns.failure(aRequest(), "AccessDenied");
    assertThat(failure.path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void filesAreForDevelopmentOnly() throws Exception {
    columns.failure(aRequest().of("file://" + ColumnsJobs.models().resolve("1")), "HostNotAllowed");
    columns.environment().put("ATOLL_FILE_SOURCES", "true");
    columns.failure(
        aRequest().of("file://" + ColumnsJobs.models().resolve("gone")), "SourceNotFound");
  }
}
