package dev.atoll.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.cli.CustomModel;
import dev.atoll.cli.Terminal;
import dev.atoll.cli.analyze.page.AnalysisPage;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Quantization;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A file of some MiB can name one tensor a million times. */
  @Test
  void whatIsShownIsNotOutOfProportion() {
    String name = "<".repeat(60_000);
    List<Integer> shape = Collections.nCopies(128, Integer.MAX_VALUE);
    Tensor tensor =
        new Tensor(
            0,
            name,
            TensorType.INT8,
            shape,
            List.of(),
            Quantization.NONE,
            0,
            0,
            List.of(),
            null,
            false,
            false);
    List<Operator> operators = new ArrayList<>();
    operators.add(operator(0, Collections.nCopies(100_000, 0)));
    for (int i = 1; i < 4_000; i++) {
      operators.add(operator(i, Collections.nCopies(16, 0)));
    }
    TfliteModel model =
        new TfliteModel(
            3,
            "",
            List.of(new Subgraph(0, "", List.of(tensor), List.of(0), List.of(0), operators)),
            List.of(),
            1);
    AnalyzedModel analyzed =
        new AnalyzedModel(
            "m",
            "0".repeat(64),
            model,
            EdgeTpuAnalyzer.analyze(model),
            new Compilation.NotCompiled(),
            Optional.empty(),
            Optional.empty());
    assertThat(AnalysisText.render(analyzed))
        .hasSizeLessThan(16_000_000)
        .contains("and 99992 more");
    assertThat(AnalysisPage.render(analyzed)).hasSizeLessThan(80_000_000).contains("op-3999");
  }

  private static Operator operator(int index, List<Integer> tensors) {
    return new Operator(index, 32, 1, tensors, tensors, "&".repeat(500), Map.of());
  }
}
