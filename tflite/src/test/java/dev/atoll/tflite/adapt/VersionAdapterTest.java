package dev.atoll.tflite.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionAdapterTest {
  private static final int CONV_2D = 3;
  private static final int DENSE = 9;
  private static final int RESHAPE = 22;
  private static final int TRANSPOSE_CONV = 67;
  private static final int TILE = 69;
  private static final int GELU = 150;
  private static final int DENSE_OPTIONS = 8;
  private static final int TRANSPOSE_CONV_OPTIONS = 49;
  private static final long SEED = 20_261_122;

  private static List<Integer> versions(Adaptation adaptation) throws TfliteFormatException {
    TfliteModel model = TfliteModel.read(ByteBuffer.wrap(adaptation.model()));
    RangeCheck.require(model);
    return model.main().operators().stream().map(Operator::version).toList();
  }

  /** Dense layers that share a code: the first keeps three dimensions, which version 5 brought. */
  private static WrittenModel denseLayers() {
    WrittenModel m = new WrittenModel();
    int reshape = m.code(RESHAPE, 1);
    int dense = m.code(DENSE, 5);
    int in = m.tensor(TensorType.INT8, 1, 4, 6);
    int kept = m.tensor(TensorType.INT8, 1, 4, 6);
    int flat = m.tensor(TensorType.INT8, 4, 6);
    int out = m.tensor(TensorType.INT8, 4, 2);
    int bias = m.weights(TensorType.INT32, 6);
    m.op(
        dense,
        List.of(in, m.weights(TensorType.INT8, 6, 6), bias),
        kept,
        DENSE_OPTIONS,
        Map.of(2, 1));
    m.op(reshape, List.of(kept), flat);
    m.op(dense, List.of(flat, m.weights(TensorType.INT8, 2, 6), -1), out);
    return m;
  }

  @Test
  void operatorsOfOneCodeGetAVersionEach() throws TfliteFormatException {
    Adaptation adapted = VersionAdapter.adapt(denseLayers().write());
    assertThat(versions(adapted)).containsExactly(5, 1, 4);
    assertThat(adapted.lowered())
        .containsExactly(new Adaptation.Lowered(0, 2, "FULLY_CONNECTED", 5, 4));
    assertThat(adapted.kept()).isEmpty();
    Adaptation again = VersionAdapter.adapt(adapted.model());
    assertThat(again.changed()).isFalse();
    assertThat(again.model()).isSameAs(adapted.model());
  }

  /** The file does not write an index of 0, so there is nothing to point elsewhere. */
  @Test
  void operatorsOfTheFirstCodeShareTheVersionThatSuitsAll() throws TfliteFormatException {
    WrittenModel m = new WrittenModel();
    int dense = m.code(DENSE, 9);
    int in = m.tensor(TensorType.INT8, 1, 4, 6);
    int kept = m.tensor(TensorType.INT8, 1, 4, 6);
    int out = m.tensor(TensorType.INT8, 4, 2);
    m.op(
        dense,
        List.of(in, m.weights(TensorType.INT8, 6, 6), -1),
        kept,
        DENSE_OPTIONS,
        Map.of(2, 1));
    m.op(dense, List.of(kept, m.weights(TensorType.INT8, 2, 6), -1), out);
    Adaptation adapted = VersionAdapter.adapt(m.write());
    assertThat(versions(adapted)).containsExactly(5, 5);
    assertThat(adapted.lowered()).extracting(Adaptation.Lowered::to).containsExactly(5, 5);
  }

  private static Adaptation transposed(int activation, float scale, long zero) throws Exception {
    WrittenModel m = new WrittenModel();
    int in = m.tensor(TensorType.INT8, 1, 4, 4, 8);
    int out = m.tensor(TensorType.INT8, List.of(1, 8, 8, 4), List.of(), scale, zero, 0);
    int shape = m.weights(TensorType.INT32, 4);
    int filter = m.weights(TensorType.INT8, 4, 3, 3, 8);
    int bias = m.weights(TensorType.INT32, 4);
    m.op(
        m.code(TRANSPOSE_CONV, 4),
        List.of(shape, filter, in, bias),
        out,
        TRANSPOSE_CONV_OPTIONS,
        activation == 0 ? Map.of() : Map.of(3, activation));
    return VersionAdapter.adapt(m.write());
  }

  @Test
  void anActivationThatCutsNothingGoesAndOneThatCutsStays() throws Exception {
    int relu = 1;
    int relu6 = 3;
    Adaptation free = transposed(relu, 0.5f, -128);
    assertThat(versions(free)).containsExactly(3);
    assertThat(free.silenced()).hasSize(1);
    assertThat(versions(transposed(relu6, 6f / 255, -128))).containsExactly(3);
    assertThat(versions(transposed(0, 0.5f, 0))).containsExactly(3);

    for (Adaptation cuts : List.of(transposed(relu, 0.5f, -127), transposed(relu6, 0.5f, -128))) {
      assertThat(versions(cuts)).containsExactly(4);
      assertThat(cuts.changed()).isFalse();
      assertThat(cuts.kept())
          .singleElement()
          .satisfies(k ->
              assertThat(k.message())
                  .contains("TRANSPOSE_CONV (operator 0, version 4)", "a fused activation"));
    }
  }

  @Test
  void whatWouldChangeItsMeaningIsNamed() throws Exception {
    WrittenModel m = new WrittenModel();
    int in = m.tensor(TensorType.INT8, 1, 4, 4, 8);
    int grouped = m.tensor(TensorType.INT8, 1, 4, 4, 8);
    int tiled = m.tensor(TensorType.INT8, 1, 8, 8, 8);
    int out = m.tensor(TensorType.INT8, 1, 8, 8, 8);
    m.op(m.code(CONV_2D, 6), List.of(in, m.weights(TensorType.INT8, 8, 3, 3, 4), -1), grouped);
    m.op(m.code(TILE, 3), List.of(grouped, m.weights(TensorType.INT32, 4)), tiled);
    m.op(m.code(GELU, 2), List.of(tiled), out);
    Adaptation adapted = VersionAdapter.adapt(m.write());
    assertThat(adapted.changed()).isFalse();
    assertThat(adapted.kept().stream().map(Adaptation.Kept::message))
        .satisfiesExactly(
            k -> assertThat(k).contains("CONV_2D", "groups of channels"),
            k -> assertThat(k).contains("TILE", "INT8 as input 0"),
            k -> assertThat(k).contains("GELU", "after TensorFlow 2.5"));
  }

  @Test
  void anOpenBatchOfOneIsClosedAndAnOpenHeightIsNot() throws Exception {
    for (List<Integer> open : List.of(List.of(-1, 4, 4, 3), List.of(-1, -1, 4, 3))) {
      WrittenModel m = new WrittenModel();
      int height = open.get(1) == -1 ? 1 : 4;
      int in = m.tensor(TensorType.INT8, List.of(1, height, 4, 3), open, 0.5f, 0, 0);
      int out = m.tensor(TensorType.INT8, List.of(1, height, 4, 3), open, 0.5f, 0, 0);
      m.op(m.code(RESHAPE, 1), List.of(in), out);
      Adaptation adapted = VersionAdapter.adapt(m.write());
      TfliteModel read = TfliteModel.read(ByteBuffer.wrap(adapted.model()));
      boolean closes = height == 4;
      assertThat(adapted.fixedBatches()).isEqualTo(closes ? 2 : 0);
      assertThat(read.main().tensors().getFirst().shapeSignature())
          .isEqualTo(closes ? List.of(1, 4, 4, 3) : open);
    }
  }

  @Test
  void noDamageDoesMoreThanBeRefused() {
    byte[] whole = denseLayers().write();
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      refused +=
          sound(round % 10 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged)
              ? 0
              : 1;
    }
    assertThat(refused).isBetween(1_000, 19_000);
  }

  private static boolean sound(byte[] file) {
    try {
      Adaptation adapted = VersionAdapter.adapt(file);
      assertThat(versions(adapted)).isNotNull();
      return true;
    } catch (TfliteFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  /** All of them are older than the versions that the compiler does not read. */
  @Test
  void modelsThatTheCompilerTakesAreLeftAlone() throws Exception {
    int models = 0;
    for (Path file : SharedModels.models(4_200_000)) {
      byte[] bytes = Files.readAllBytes(file);
      TfliteModel before = TfliteModel.read(ByteBuffer.wrap(bytes));
      Adaptation made;
      try {
        made = VersionAdapter.adapt(bytes);
      } catch (TfliteFormatException e) {
        continue; // The folder holds broken models too.
      }
      models++;
      boolean open =
          before.main().tensors().stream().anyMatch(t -> t.shapeSignature().contains(-1));
      assertThat(made.changed()).as("%s", file).isEqualTo(open && made.fixedBatches() > 0);
      assertThat(made.lowered()).as("%s", file).isEmpty();
    }
    assertThat(models).isGreaterThan(30);
  }
}
