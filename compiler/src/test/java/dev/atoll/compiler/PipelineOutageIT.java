package dev.atoll.compiler;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compile job whose store or registry is away may be tried again. */
class PipelineOutageIT {
  @TempDir Path folder;
  @AutoClose private ColumnsJobs columns;

  @BeforeEach
  void start() throws Exception {
    columns = new ColumnsJobs(folder);
  }

  @Test
  void aRegistryThatIsDownIsSaidBeforeTheWork() throws Exception {
    columns.jobs().registry().stop();
    assertThat(columns.failure(aRequest(), "PushFailed").path("retryable").asBoolean()).isTrue();
    assertThat(columns.stages()).containsExactly("stage: fetch", "stage: lookup");
  }

  @Test
  void aRegistryThatGoesDownDuringThePush() throws Exception {
    columns.jobs().onPublish(columns.jobs().registry()::stop);
    JsonNode failure = columns.failure(aRequest().evaluatedBy(null, "0"), "PushFailed");
    assertThat(failure.path("retryable").asBoolean()).isTrue();
    assertThat(failure.path("message").asText())
        .contains(columns.jobs().registry().repository().toString(), "tried again");
    assertThat(columns.stages()).last().isEqualTo("stage: publish");
  }

  @Test
  void aStoreThatIsDown() throws Exception {
    columns.environment().put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    assertThat(columns.failure(aRequest(), "SourceUnavailable").path("retryable").asBoolean())
        .isTrue();
  }
}
