package dev.atoll.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.cli.CustomModel;
import dev.atoll.cli.Terminal;
import dev.atoll.cli.analyze.page.AnalysisPage;
import dev.atoll.tflite.TfliteFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models with hostile names, seeded: everything that can be read can be shown, safely. */
class AnalysisFuzzTest {
  private static final long SEED = 20_261_122;

  @TempDir Path folder;

  @Test
  void whatIsShownOfADamagedModelIsSafe() throws Exception {
    byte[] whole = CustomModel.named("<script>\u001b]0;x\u0007\u202e\u2066&\"'");
    Random random = new Random(SEED);
    Path file = folder.resolve("m.tflite");
    int shown = 0;
    for (int round = 0; round < 400; round++) {
      byte[] changed = whole.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        check(AnalyzedModel.of(file, "0".repeat(64)), "seed " + SEED + ", round " + round);
        shown++;
      } catch (TfliteFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(shown).isPositive();
  }

  private static void check(AnalyzedModel model, String origin) {
    for (String output :
        new String[] {
          AnalysisText.render(model), AnalysisJson.of(model).render(), AnalysisPage.render(model)
        }) {
      String visible = output.replace("\n", "");
      assertThat(Terminal.safe(visible)).as(origin).isEqualTo(visible);
    }
    assertThat(AnalysisPage.render(model).split("<script", -1)).as(origin).hasSize(2);
  }
}
