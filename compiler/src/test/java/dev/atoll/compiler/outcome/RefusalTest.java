package dev.atoll.compiler.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.oci.Json;
import org.junit.jupiter.api.Test;

class RefusalTest {
  private static final String HOSTILE =
      "SIN\u001b[2J \u202egnp\u0085 \ud800 works on floats,\nreplace it";
  private static final String PLAIN =
      "SIN\ufffd[2J \ufffdgnp\ufffd \ufffd works on floats, replace it";

  @Test
  void namesInAMessageMoveNoCursor() {
    assertThat(Refusal.last(Reason.NotQuantized, HOSTILE).message()).isEqualTo(PLAIN);
    assertThat(Refusal.last(Reason.NotQuantized, "x").saying(HOSTILE).message()).isEqualTo(PLAIN);
  }

  @Test
  void norDoThoseThatAnotherStageWrote() throws Exception {
    byte[] written =
        "{\"reason\":\"NotQuantized\",\"message\":\"SIN\\u001b[2J\",\"retryable\":false}"
            .getBytes(UTF_8);
    assertThat(Json.read(written, Refusal.class, "a refusal").message()).isEqualTo("SIN\ufffd[2J");
  }

  @Test
  void lettersOfEveryLanguageStay() {
    assertThat(Refusal.last(Reason.NotQuantized, "日本 é 😀").message()).isEqualTo("日本 é 😀");
  }
}
