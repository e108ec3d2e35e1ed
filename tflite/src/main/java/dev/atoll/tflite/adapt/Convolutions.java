package dev.atoll.tflite.adapt;

import static dev.atoll.tflite.TensorType.FLOAT32;
import static dev.atoll.tflite.TensorType.INT16;
import static dev.atoll.tflite.TensorType.INT2;
import static dev.atoll.tflite.TensorType.INT4;
import static dev.atoll.tflite.TensorType.INT8;

import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import java.util.List;
import java.util.function.Predicate;

/** The histories of operators with weights; see {@link VersionHistory}. */
final class Convolutions {
  /** The fused activation in the options of a transposed convolution. */
  static final int TRANSPOSED_ACTIVATION = 3;

  /** The flag in the options of a dense layer that keeps all dimensions of the input. */
  static final int DENSE_KEEP_DIMS = 2;

  private static final Feature FULL_INT8 = types(3, "INT8 throughout", INT8, INT8, INT8);
  private static final Predicate<OperatorUse> HYBRID =
      o -> o.inputIs(0, FLOAT32) && o.inputIs(1, INT8) && o.outputIs(FLOAT32);

  static final List<Feature> CONV_2D =
      List.of(
          new Feature(2, "INT8 weights for float inputs", HYBRID),
          FULL_INT8,
          types(4, "INT16 throughout", INT16, INT16, INT16),
          new Feature(5, "INT8 weights per channel for float inputs", perChannel(HYBRID)),
          new Feature(6, "groups of channels", Convolutions::grouped),
          VersionHistory.input(7, 1, INT4),
          new Feature(
              8, "a bias of another type for INT16", o -> o.inputIs(0, INT16) && o.option(6) != 0));

  static final List<Feature> DEPTHWISE =
      List.of(
          new Feature(2, "dilation", o -> differs(o, 5) || differs(o, 6)),
          FULL_INT8,
          new Feature(4, "INT8 weights for float inputs", HYBRID),
          types(5, "INT16 throughout", INT16, INT16, INT16),
          new Feature(6, "INT8 weights per channel for float inputs", perChannel(HYBRID)),
          VersionHistory.input(7, 1, INT4));

  static final List<Feature> TRANSPOSED =
      List.of(
          VersionHistory.input(2, 1, INT8),
          new Feature(3, "a bias", o -> o.input(3).isPresent()),
          VersionHistory.option(4, TRANSPOSED_ACTIVATION, "a fused activation"),
          new Feature(
              5, "a bias of another type for INT16", o -> o.inputIs(0, INT16) && o.option(4) != 0));

  static final List<Feature> DENSE =
      List.of(
          new Feature(2, "shuffled weights", o -> o.option(1) != 0),
          new Feature(3, "INT8 weights for float inputs", HYBRID),
          types(4, "INT8 throughout", INT8, INT8, INT8),
          VersionHistory.option(5, DENSE_KEEP_DIMS, "keep_num_dims"),
          new Feature(6, "no bias", o -> o.inputs() == 2),
          types(7, "INT16 throughout", INT16, INT16, INT16),
          new Feature(8, "sparse weights", o -> o.input(1).map(Tensor::isSparse).orElse(false)),
          new Feature(
              9, "float inputs quantised asymmetrically", o -> HYBRID.test(o) && o.option(3) != 0),
          VersionHistory.input(10, 1, INT4),
          new Feature(
              11, "a bias of another type for INT16", o -> o.inputIs(0, INT16) && o.option(4) != 0),
          new Feature(12, "weights with a scale per channel", Convolutions::perChannelDense),
          new Feature(13, "INT4 weights for INT16", o -> o.inputIs(0, INT16) && o.inputIs(1, INT4)),
          VersionHistory.input(14, 1, INT2));

  static final List<Feature> LSTM =
      List.of(
          VersionHistory.option(2, 3, "the basic kernel"),
          new Feature(3, "INT8 weights for float inputs", Convolutions::hybridCell),
          new Feature(
              4, "float inputs quantised asymmetrically", o -> hybridCell(o) && o.option(4) != 0),
          new Feature(5, "INT16 inputs with INT8 weights", Convolutions::wideCell));

  static final List<Feature> SEQUENCE_LSTM =
      List.of(
          new Feature(2, "INT8 weights for float inputs", Convolutions::hybridCell),
          new Feature(
              3, "float inputs quantised asymmetrically", o -> hybridCell(o) && o.option(4) != 0),
          VersionHistory.option(4, 5, "diagonal recurrent weights"),
          new Feature(5, "INT16 inputs with INT8 weights", Convolutions::wideCell));

  private Convolutions() {}

  private static Feature types(
      int since, String what, TensorType input, TensorType weights, TensorType output) {
    return new Feature(
        since, what, o -> o.inputIs(0, input) && o.inputIs(1, weights) && o.outputIs(output));
  }

  private static Predicate<OperatorUse> perChannel(Predicate<OperatorUse> also) {
    return o -> also.test(o) && o.perChannel(1);
  }

  /**
   * INT8 weights with a scale per channel have no version of their own in TensorFlow, which wrote
   * them as version 4 from 2.17 on; no interpreter of 2.5 knows them.
   */
  private static boolean perChannelDense(OperatorUse o) {
    return o.perChannel(1);
  }

  private static boolean hybridCell(OperatorUse o) {
    return o.inputIs(0, FLOAT32) && o.inputIs(2, INT8) && o.outputIs(FLOAT32);
  }

  private static boolean wideCell(OperatorUse o) {
    return o.inputIs(0, INT16) && o.inputIs(2, INT8) && o.outputIs(INT16);
  }

  /** Each filter sees only some of the input's channels. */
  private static boolean grouped(OperatorUse o) {
    return o.rank(0) == 4
        && o.rank(1) == 4
        && !o.input(0)
            .map(t -> t.shape().getLast())
            .equals(o.input(1).map(t -> t.shape().getLast()));
  }

  /** A dilation factor, which is 1 when absent. */
  private static boolean differs(OperatorUse o, int field) {
    return o.option(field) > 1;
  }
}
