package dev.atoll.tflite.adapt;

import dev.atoll.tflite.Quantization;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Options that ask for a newer version and do nothing on this operator, so that they can go.
 *
 * @param field its number in the table of options
 */
record Silence(int field, String option) {
  private static final int RELU = 1;
  private static final int RELU_N1_TO_1 = 2;
  private static final int RELU6 = 3;

  /** The one of this operator, if it has one. */
  static Optional<Silence> of(OperatorUse use) {
    if (use.name().equals("TRANSPOSE_CONV") && activationCutsNothing(use)) {
      return Optional.of(new Silence(Convolutions.TRANSPOSED_ACTIVATION, "fused activation"));
    }
    return use.name().equals("FULLY_CONNECTED") && keepsTwoDimensionsAnyway(use)
        ? Optional.of(new Silence(Convolutions.DENSE_KEEP_DIMS, "keep_num_dims"))
        : Optional.empty();
  }

  /**
   * A quantised output ends where its type ends. A converter that saw only values above 0 puts the
   * zero point at the type's end, and a ReLU has nothing left to cut.
   */
  private static boolean activationCutsNothing(OperatorUse use) {
    int activation = use.option(Convolutions.TRANSPOSED_ACTIVATION);
    Optional<Tensor> output = use.output();
    if (activation == 0 || output.isEmpty() || !isPlain(output.get().quantization())) {
      return false;
    }
    TensorType type = output.get().type();
    if (type != TensorType.INT8 && type != TensorType.UINT8) {
      return false;
    }
    long lowest = type == TensorType.INT8 ? Byte.MIN_VALUE : 0;
    long highest = lowest + 255;
    Quantization q = output.get().quantization();
    return switch (activation) {
      case RELU -> stored(q, 0) <= lowest;
      case RELU6 -> stored(q, 0) <= lowest && stored(q, 6) >= highest;
      case RELU_N1_TO_1 -> stored(q, -1) <= lowest && stored(q, 1) >= highest;
      default -> false;
    };
  }

  private static boolean isPlain(Quantization q) {
    return q.scales().size() == 1 && q.zeroPoints().size() == 1 && q.scales().getFirst() > 0;
  }

  /** As TensorFlow Lite rounds the bounds of an activation. */
  private static long stored(Quantization q, float real) {
    float steps = real / q.scales().getFirst();
    long rounded = (long) (Math.signum(steps) * Math.floor(Math.abs((double) steps) + 0.5));
    return q.zeroPoints().getFirst() + rounded;
  }

  private static boolean keepsTwoDimensionsAnyway(OperatorUse use) {
    return use.option(Convolutions.DENSE_KEEP_DIMS) != 0
        && use.rank(0) == 2
        && use.rank(1) == 2
        && use.input(0)
            .map(t -> t.shape().getLast())
            .equals(use.input(1).map(t -> t.shape().getLast()))
        && use.output().map(Tensor::shape).map(List::size).equals(Optional.of(2));
  }
}
