package dev.atoll.tflite.fuzz;

import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.TinyModel;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.FlexMap;
import dev.atoll.tflite.compiled.TinyPackage;
import dev.atoll.tflite.compiled.TokenMask;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import dev.atoll.tflite.metadata.ModelLabels;
import dev.atoll.tflite.metadata.TinyLabels;
import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files, seeded: a failure names the seed, and the file when it is small. */
class ReaderFuzzTest {
  private static final long SEED = 20_261_122;

  /** Where the map of {@link TinyPackage#flexBuffer()} and its vector lie: behind the package. */
  private static final int FLEX_STRUCTURE = 56;

  private final Target model =
      new Target(
          "the model's reader",
          file -> {
            TfliteModel m = TfliteModel.read(ByteBuffer.wrap(file));
            Analysis.listOperators(m);
            Analysis.fully8bit(m);
            EdgeTpuAnalyzer.analyze(m);
            RangeCheck.require(m);
          });

  private final Target compiled =
      new Target(
          "the package's reader",
          file -> {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            if (Compilation.read(bytes) instanceof Compilation.Compiled(var contents)) {
              int[] fed = {0};
              TokenMask.feed(bytes, contents.tokenPositions(), part -> fed[0] += part.remaining());
              if (fed[0] != file.length) {
                throw new AssertionError(fed[0] + " of " + file.length + " bytes are fed");
              }
            }
          });

  private final Target labels =
      new Target("the labels' reader", file -> ModelLabels.read(ByteBuffer.wrap(file)));

  private final Target flexBuffer =
      new Target(
          "the FlexBuffer's reader",
          file -> {
            FlexMap map = FlexMap.read(new FlatFile(ByteBuffer.wrap(file)));
            for (String key : map.keys()) {
              map.integer(key);
              map.integers(key);
              map.bytes(key);
            }
          });

  @Test
  void everyByteOfAFlexBuffersEndReplacedByEveryOther() {
    byte[] whole = TinyPackage.flexBuffer();
    for (int at = whole.length - FLEX_STRUCTURE; at < whole.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = whole.clone();
        changed[at] = (byte) value;
        flexBuffer.fire(changed, value + " at " + at);
      }
    }
    flexBuffer.assertBothOutcomes();
  }

  /** Types and widths among the numbers: wide lengths, offsets beyond the file, other vectors. */
  @Test
  void severalBytesOfAFlexBuffersEndReplaced() {
    byte[] whole = TinyPackage.flexBuffer();
    Random random = new Random(SEED);
    for (int round = 0; round < 30_000; round++) {
      byte[] changed = whole.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = whole.length - 1 - random.nextInt(FLEX_STRUCTURE);
        changed[at] =
            (byte)
                switch (random.nextInt(4)) {
                  case 0 -> random.nextInt(256);
                  case 1 -> random.nextInt(27) << 2 | random.nextInt(4);
                  case 2 -> 1 << random.nextInt(4);
                  default -> random.nextBoolean() ? 0xff : 0x80;
                };
      }
      flexBuffer.fire(changed, "seed " + SEED + ", round " + round);
    }
    flexBuffer.assertBothOutcomes();
  }

  @Test
  void everyNumberOfATinyModelReplacedByEveryBorder() {
    replaceEverywhere(model, TinyModel.soundBytes(), "the tiny model");
    model.assertBothOutcomes();
  }

  @Test
  void everyNumberOfATinyPackageReplacedByEveryBorder() {
    replaceEverywhere(compiled, TinyPackage.sound(), "the tiny package");
    compiled.assertBothOutcomes();
  }

  @Test
  void everyNumberOfTinyLabelsReplacedByEveryBorder() {
    replaceEverywhere(labels, TinyLabels.deflated(), "the tiny labels");
    labels.assertBothOutcomes();
  }

  private static void replaceEverywhere(Target target, byte[] whole, String origin) {
    for (int at = 0; at < whole.length; at += 2) {
      for (int number : Mutator.numbers(whole.length)) {
        byte[] changed = whole.clone();
        Mutator.put(changed, at, number);
        target.fire(changed, origin + " with " + number + " at " + at);
      }
    }
  }

  @Test
  void tinyFilesDamagedAtRandom() {
    mutate(model, TinyModel.soundBytes(), "the tiny model", 4_000);
    mutate(compiled, TinyPackage.sound(), "the tiny package", 4_000);
    mutate(compiled, TinyPackage.behindTheTables(), "the package behind the tables", 4_000);
    mutate(labels, TinyLabels.deflated(), "the tiny labels", 4_000);
    List.of(model, compiled, labels).forEach(Target::assertBothOutcomes);
  }

  @Test
  void realFilesDamagedAtRandom() throws IOException {
    for (Path file : SharedModels.models(900_000)) {
      byte[] whole = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      mutate(model, whole, name, 60);
      mutate(compiled, whole, name, name.contains("edgetpu") ? 120 : 20);
      mutate(labels, whole, name, 20);
    }
    List.of(model, compiled).forEach(Target::assertBothOutcomes);
  }

  private static void mutate(Target target, byte[] whole, String name, int rounds) {
    Mutator mutator = new Mutator(whole, SEED ^ name.hashCode());
    for (int round = 0; round < rounds; round++) {
      target.fire(mutator.next(), name + ", seed " + SEED + ", round " + round);
    }
  }

  /** A few bytes can claim anything. */
  @Test
  void noiseWithTheRightMarksIsRefused() {
    Random random = new Random(SEED);
    for (int round = 0; round < 3_000; round++) {
      byte[] noise = new byte[8 + random.nextInt(200)];
      random.nextBytes(noise);
      noise[0] = (byte) (random.nextInt(noise.length) & 0x7c);
      noise[1] = noise[2] = noise[3] = 0;
      System.arraycopy("TFL3".getBytes(StandardCharsets.US_ASCII), 0, noise, 4, 4);
      for (Target target : List.of(model, compiled, labels)) {
        target.fire(noise, "noise " + round);
      }
    }
  }
}
