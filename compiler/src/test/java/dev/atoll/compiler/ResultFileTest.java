package dev.atoll.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "\"", "😀", "日"})
  void aLongMessageIsCutToFit(String filling) throws Exception {
    Refusal refusal = Refusal.last(Reason.NotQuantized, "SIN has " + filling.repeat(5000));
    byte[] bytes = ResultFile.bytes(Outcome.refused(refusal));
    assertThat(bytes.length).isBetween(ResultFile.MAX_BYTES - 700, ResultFile.MAX_BYTES);
    JsonNode failure = new ObjectMapper().readTree(bytes).path("failure");
    assertThat(failure.path("message").asText()).startsWith("SIN has").endsWith("…");
    assertThat(failure.path("message").asText()).doesNotContain("\uFFFD", "?");
    assertThat(failure.path("reason").asText()).isEqualTo("NotQuantized");
  }

  @Test
  void leavesNothingBesideTheFile() throws Exception {
    Path file = folder.resolve("result.json");
    for (boolean retryable : new boolean[] {true, false}) {
      ResultFile.write(file, Outcome.refused(new Refusal(Reason.PushFailed, "m", retryable)));
      assertThat(file)
          .hasContent(
              "{\"failure\":{\"reason\":\"PushFailed\",\"message\":\"m\",\"retryable\":%s}}"
                  .formatted(retryable));
    }
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatCannotBeShortenedEnoughStillEnds() {
    Refusal.Hit hit = new Refusal.Hit("r".repeat(5_000), Digest.of(new byte[0]), "0".repeat(64));
    Refusal refusal = Refusal.last(Reason.NotMappable, "too few").from(hit);
    assertThat(new String(ResultFile.bytes(Outcome.refused(refusal)), UTF_8))
        .contains("NotMappable");
  }
}
