package dev.atoll.operator.revision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageLinesTest {
  private final List<String> stages = new ArrayList<>();
  private final StageLines lines = new StageLines(stages::add);

  private void print(String text) {
    var bytes = text.getBytes(UTF_8);
    lines.write(bytes, 0, bytes.length);
  }

  @Test
  void namesStagesAndAttemptsAmongOtherLines() {
    print("stage: convert\nW0000 tensorflow says much\nstage: quantise\nstage: quantise 2/6\r\n");
    assertThat(stages).containsExactly("convert", "quantise", "quantise 2/6");
  }

  @Test
  void lineThatComesInPiecesIsOne() {
    print("sta");
    print("ge: eval");
    assertThat(stages).isEmpty();
    print("uate\nstage: an");
    assertThat(stages).containsExactly("evaluate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stage: ",
        "stage: <b>",
        "stage: Convert",
        "stage: a b",
        "stage: quantise 2/6000",
        "stage: \u001b[31mred",
        " stage: convert",
        "stage: pulling image",
        "stage: zo\u0000"
      })
  void whatHasAnotherFormIsNoStage(String line) {
    print(line + "\n");
    assertThat(stages).isEmpty();
  }

  @Test
  void longNameAndLongLineAreNone() {
    print("stage: " + "a".repeat(42) + "\n");
    print("stage: convert" + " ".repeat(1 << 20) + "\n");
    print("stage: publish\n");
    assertThat(stages).containsExactly("publish");
  }
}
