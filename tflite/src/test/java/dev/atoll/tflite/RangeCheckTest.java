package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.tflite.TinyModel.Op;
import dev.atoll.tflite.TinyModel.T;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RangeCheckTest {
  @Test
  void aSoundModelPasses() {
    assertThatCode(() -> check(m -> {})).doesNotThrowAnyException();
  }

  @Test
  void anOperatorThatReadsATensorThatDoesNotExist() {
    refused(
        m -> m.operators.set(1, new Op(9, new int[] {1, 77}, new int[] {3})), "names tensor 77");
    refused(
        m -> m.operators.set(1, new Op(9, new int[] {1, -2}, new int[] {3})), "names tensor -2");
  }

  @Test
  void anOperatorThatWritesATensorThatDoesNotExist() {
    refused(m -> m.operators.set(1, new Op(9, new int[] {1}, new int[] {-1})), "names tensor -1");
  }

  @Test
  void anOperatorThatWritesWeights() {
    refused(m -> m.operators.set(1, new Op(9, new int[] {1}, new int[] {2})), "constant tensor 2");
  }

  @Test
  void anOperatorThatReadsWhatALaterOneComputes() {
    refused(
        m -> {
          Op first = m.operators.removeFirst();
          m.operators.add(first);
        },
        "reads tensor 1, which nothing has computed");
  }

  @Test
  void edgesThatDoNotExistOrAreNeverComputed() {
    refused(m -> m.inputs = new int[] {4}, "an input names tensor 4");
    refused(m -> m.operators.removeLast(), "nothing computes the output tensor 3");
  }

  @Test
  void aBufferThatIsShorterThanTheShape() {
    refused(
        m -> m.tensors.set(2, new T("weights", TensorType.INT8, 2, 5).withBuffer(1)),
        "needs 10 bytes, its buffer has 8");
  }

  @Test
  void impossibleShapes() {
    refused(m -> m.tensors.set(1, new T("x", TensorType.INT8, 1, -4)), "dimension of -4");
    refused(
        m -> m.tensors.set(1, new T("x", TensorType.INT8, 1 << 30, 1 << 30, 1 << 30)),
        "larger than 2 GiB");
    refused(m -> m.tensors.set(1, new T("x", TensorType.INT8, new int[17])), "17 dimensions");
  }

  @Test
  void scalesThatAreNoNumbersOrDoNotFitTheShape() {
    refused(
        m -> m.tensors.set(1, m.tensors.get(1).withQuantisation(new float[] {Float.NaN}, 0)),
        "scale NaN");
    refused(
        m -> m.tensors.set(2, m.tensors.get(2).withQuantisation(new float[] {1, 1, 1}, 0, 0, 0)),
        "3 scales");
    refused(
        m -> m.tensors.set(2, m.tensors.get(2).withQuantisation(new float[] {1, 1}, 0)),
        "2 scales and 1 zero points");
    refused(
        m -> m.tensors.set(1, m.tensors.get(1).withQuantisation(new float[] {1}, 1L << 40)),
        "zero point");
  }

  private static void refused(Consumer<TinyModel> change, String because) {
    assertThatThrownBy(() -> check(change))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining(because);
  }

  private static void check(Consumer<TinyModel> change) throws TfliteFormatException {
    TinyModel m = TinyModel.sound();
    change.accept(m);
    RangeCheck.require(TfliteModel.read(m.write()));
  }
}
