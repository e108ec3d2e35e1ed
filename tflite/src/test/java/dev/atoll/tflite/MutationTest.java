package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files give an answer or the one documented exception, soon, and nothing else. */
class MutationTest {
  private static final long SEED = 20_261_122;

  @Test
  void everyTruncationOfATinyModelIsRefused() {
    byte[] whole = TinyModel.sound().write().array();
    int padding = 3; // after the last text, up to the next multiple of 4
    for (int length = 0; length < whole.length - padding; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThat(accepted(cut)).as("the first %d bytes", length).isFalse();
    }
  }

  @Test
  void noFlipOfAnyBitOfATinyModelDoesMoreThanBeRefused() {
    byte[] whole = TinyModel.sound().write().array();
    int refused = 0;
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      refused += accepted(ByteBuffer.wrap(changed)) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(whole.length);
  }

  @Test
  void randomDamageOfRealModelsDoesNoMoreThanBeRefused() throws IOException {
    for (Path file : SharedModels.models(600_000)) {
      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(SEED ^ file.getFileName().hashCode());
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            for (int round = 0; round < 200; round++) {
              accepted(ByteBuffer.wrap(damaged(whole, random)));
            }
          },
          () -> "seed " + SEED + ", file " + file);
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    if (random.nextInt(5) == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] changed = whole.clone();
    // The structure is at both ends of the file; weights, which cannot break anything, between.
    int window = Math.min(changed.length, 4_000);
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      int at = random.nextInt(window);
      changed[random.nextBoolean() ? at : changed.length - 1 - at] = (byte) random.nextInt();
    }
    return changed;
  }

  private static boolean accepted(ByteBuffer bytes) {
    try {
      TfliteModel model = TfliteModel.read(bytes);
      // Asked also about models that the range check refuses.
      EdgeTpuAnalysis analysis = EdgeTpuAnalyzer.analyze(model);
      assertThat(analysis.operators()).hasSameSizeAs(model.main().operators());
      assertThat(analysis.estimate().cachedBytes()).isNotNegative();
      assertThat(analysis.estimate().streamedBytes()).isNotNegative();
      RangeCheck.require(model);
      Analysis.listOperators(model);
      Analysis.fully8bit(model);
      return true;
    } catch (TfliteFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }
}
