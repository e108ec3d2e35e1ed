package dev.atoll.tflite.adapt;

import static dev.atoll.tflite.TensorType.BFLOAT16;
import static dev.atoll.tflite.TensorType.BOOL;
import static dev.atoll.tflite.TensorType.COMPLEX64;
import static dev.atoll.tflite.TensorType.FLOAT16;
import static dev.atoll.tflite.TensorType.FLOAT32;
import static dev.atoll.tflite.TensorType.FLOAT64;
import static dev.atoll.tflite.TensorType.INT16;
import static dev.atoll.tflite.TensorType.INT2;
import static dev.atoll.tflite.TensorType.INT32;
import static dev.atoll.tflite.TensorType.INT4;
import static dev.atoll.tflite.TensorType.INT64;
import static dev.atoll.tflite.TensorType.INT8;
import static dev.atoll.tflite.TensorType.STRING;
import static dev.atoll.tflite.TensorType.UINT16;
import static dev.atoll.tflite.TensorType.UINT32;
import static dev.atoll.tflite.TensorType.UINT4;
import static dev.atoll.tflite.TensorType.UINT8;

import dev.atoll.tflite.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What each version of an operator brought, and how it shows in a file. The facts are those of
 * TensorFlow's {@code lite/tools/versioning/op_version.cc} up to 2.21, which chooses the version
 * that a converter writes; docs/adapter.md has them as a table.
 */
final class VersionHistory {
  private static final List<Feature> SMALL = List.of(input(2, 0, INT8), input(3, 0, INT16));
  private static final List<Feature> INT8_ONLY = List.of(input(2, 0, INT8));
  private static final List<Feature> COMPARISON = INT8_ONLY;
  private static final List<Feature> EXTREMUM =
      List.of(input(2, 0, INT8), broadcast(3), input(4, 0, INT16));
  private static final List<Feature> PADDING =
      List.of(input(2, 0, INT8), input(3, 0, INT16), rank(4, 4), input(5, 0, BOOL));
  private static final List<Feature> BLOCKS =
      List.of(
          input(2, 0, INT8),
          new Feature(3, "another rank than 4", o -> o.rank(0) != 4),
          input(4, 0, INT16));
  private static final List<Feature> SINGLE_BYTE_OR_TWO = List.of(input(2, 0, INT8, INT16));

  private static final Map<String, List<Feature>> OF = new HashMap<>();

  static {
    of("CONV_2D", Convolutions.CONV_2D);
    of("DEPTHWISE_CONV_2D", Convolutions.DEPTHWISE);
    of("TRANSPOSE_CONV", Convolutions.TRANSPOSED);
    of("FULLY_CONNECTED", Convolutions.DENSE);
    of("LSTM", Convolutions.LSTM);
    of("UNIDIRECTIONAL_SEQUENCE_LSTM", Convolutions.SEQUENCE_LSTM);
    for (String name :
        List.of(
            "AVERAGE_POOL_2D",
            "MAX_POOL_2D",
            "SOFTMAX",
            "MEAN",
            "MIRROR_PAD",
            "REDUCE_MAX",
            "REDUCE_MIN",
            "RELU6",
            "RSQRT",
            "TANH",
            "LOGISTIC")) {
      of(name, SMALL);
    }
    for (String name :
        List.of(
            "SPACE_TO_DEPTH",
            "SPLIT_V",
            "SUM",
            "LOG_SOFTMAX",
            "SQUARED_DIFFERENCE",
            "DEPTH_TO_SPACE")) {
      of(name, INT8_ONLY);
    }
    for (String name : List.of("GREATER", "LESS_EQUAL")) {
      of(name, COMPARISON);
    }
    for (String name : List.of("LESS", "GREATER_EQUAL")) {
      of(name, SMALL);
    }
    for (String name : List.of("MAXIMUM", "MINIMUM")) {
      of(name, EXTREMUM);
    }
    for (String name : List.of("PAD", "PADV2")) {
      of(name, PADDING);
    }
    for (String name : List.of("SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND")) {
      of(name, BLOCKS);
    }
    for (String name : List.of("EXP", "LOG", "REDUCE_PROD")) {
      of(name, SINGLE_BYTE_OR_TWO);
    }
    for (String name : List.of("ARG_MAX", "ARG_MIN")) {
      of(name, List.of(input(2, 0, INT8), input(3, 0, BOOL)));
    }
    of(
        "ADD",
        List.of(
            input(2, 0, INT8),
            input(3, 0, INT16),
            plainInt16(5),
            input(4, 0, INT64),
            input(6, 0, FLOAT16)));
    of("SUB", List.of(input(2, 0, INT8), broadcast(3), input(4, 0, INT64), input(5, 0, INT16)));
    of(
        "MUL",
        List.of(
            input(2, 0, INT8),
            new Feature(3, "a rescale of 1 or more", VersionHistory::rescalesUp),
            input(4, 0, INT16),
            input(5, 0, INT64),
            input(6, 0, COMPLEX64),
            plainInt16(7),
            input(7, 0, UINT32),
            input(8, 0, FLOAT16)));
    of("DIV", List.of(broadcast(2)));
    of(
        "CONCATENATION",
        List.of(input(2, 0, INT8), input(3, 0, INT16), input(4, 0, UINT32), input(5, 0, INT4)));
    of("SPLIT", List.of(input(2, 1, INT8), input(3, 1, INT32), input(4, 1, INT16)));
    of(
        "TRANSPOSE",
        List.of(
            input(2, 0, INT8),
            input(3, 0, BOOL),
            rank(4, 4),
            input(5, 0, INT16),
            rank(6, 5),
            input(7, 0, INT4),
            rank(8, 6),
            input(8, 0, BFLOAT16)));
    of(
        "SLICE",
        List.of(
            input(2, 0, INT8),
            input(3, 0, STRING),
            input(4, 0, INT16),
            rank(5, 4),
            input(6, 0, UINT32),
            input(7, 0, INT4)));
    of(
        "STRIDED_SLICE",
        List.of(
            input(2, 0, INT8),
            input(3, 0, BOOL),
            rank(4, 4),
            input(5, 0, STRING),
            option(6, 2, "an ellipsis mask"),
            option(6, 3, "a new-axis mask"),
            input(7, 0, UINT32),
            option(8, 5, "ends as offsets")));
    of(
        "RESIZE_BILINEAR",
        List.of(input(2, 0, INT8), option(3, 3, "half-pixel centres"), input(4, 0, INT16)));
    of(
        "RESIZE_NEAREST_NEIGHBOR",
        List.of(
            input(2, 0, INT8),
            option(3, 0, "aligned corners"),
            option(3, 1, "half-pixel centres"),
            input(4, 0, INT16)));
    of("PACK", List.of(input(2, 0, INT8), input(3, 0, INT16), input(4, 0, UINT32)));
    of(
        "UNPACK",
        List.of(
            input(2, 0, INT8, UINT8),
            input(3, 0, BOOL),
            input(4, 0, INT16),
            input(5, 0, FLOAT16, BFLOAT16)));
    of("TILE", List.of(input(2, 0, STRING), input(3, 0, INT8)));
    of("SQUEEZE", List.of(input(2, 0, STRING)));
    of("L2_NORMALIZATION", List.of(output(2, INT8)));
    of("RELU", List.of(input(2, 0, INT8, UINT8), input(3, 0, INT16)));
    of("LEAKY_RELU", List.of(input(2, 0, INT16)));
    of(
        "ABS",
        List.of(input(2, 0, INT8, UINT8), input(3, 0, INT16), plainInt16(4), input(5, 0, INT32)));
    of(
        "QUANTIZE",
        List.of(
            output(2, INT16),
            new Feature(3, "a scale per channel", o -> o.perChannel(0) || perChannelOutput(o)),
            input(4, 0, INT4),
            output(4, INT4),
            input(5, 0, UINT4),
            output(5, UINT4)));
    of(
        "DEQUANTIZE",
        List.of(
            input(2, 0, INT8),
            input(3, 0, INT16, FLOAT16),
            new Feature(5, "a scale per channel", o -> o.perChannel(0)),
            input(6, 0, INT4),
            input(7, 0, INT2),
            input(8, 0, UINT4)));
    of(
        "GATHER",
        List.of(
            input(2, 0, INT8),
            input(3, 0, BOOL),
            input(4, 0, INT16),
            option(5, 1, "batch dimensions"),
            input(6, 1, INT16),
            input(7, 0, INT4)));
    of(
        "GATHER_ND",
        List.of(input(2, 0, STRING), input(3, 0, INT16), input(4, 1, INT16), input(5, 0, BOOL)));
    of(
        "BATCH_MATMUL",
        List.of(
            input(2, 0, INT8),
            input(3, 0, INT16),
            new Feature(
                4,
                "float inputs quantised asymmetrically",
                o -> o.inputIs(0, FLOAT32) && o.inputIs(1, INT8) && o.option(2) != 0)));
    of(
        "CAST",
        List.of(
            either(2, UINT32),
            either(3, INT8),
            either(4, UINT16),
            either(5, FLOAT64),
            either(5, FLOAT16),
            input(6, 0, INT4),
            either(7, BFLOAT16)));
    of("WHERE", List.of(new Feature(2, "an input that is not BOOL", o -> !o.inputIs(0, BOOL))));
    of("FLOOR_DIV", List.of(input(2, 0, FLOAT32), input(3, 0, INT8, INT16)));
    of("FLOOR_MOD", SINGLE_BYTE_OR_TWO);
    of("EQUAL", List.of(input(2, 0, INT8), input(3, 0, STRING), input(5, 0, INT16)));
    of("NOT_EQUAL", List.of(input(2, 0, INT8), input(3, 0, STRING), input(4, 0, INT16)));
    of("TOPK_V2", List.of(input(2, 0, INT8), input(3, 0, INT16), input(3, 1, INT16)));
    of("FILL", List.of(input(2, 1, BOOL, STRING), input(3, 1, INT8, INT16), input(4, 1, FLOAT16)));
    of("REVERSE_V2", List.of(input(2, 0, BOOL), input(3, 0, INT8)));
    of("RANGE", List.of(input(2, 0, INT64)));
    of("SELECT_V2", List.of(input(2, 0, UINT32)));
    of(
        "SELECT",
        List.of(
            input(2, 0, INT8),
            new Feature(
                3, "tensors of rank 5", o -> Stream.of(0, 1, 2).anyMatch(i -> o.rank(i) == 5)),
            input(4, 0, UINT32)));
  }

  private VersionHistory() {}

  private static void of(String operator, List<Feature> features) {
    OF.put(operator, features);
  }

  /** What the versions of an operator brought; empty when that is not known here. */
  static Optional<List<Feature>> of(String operator) {
    return Optional.ofNullable(OF.get(operator));
  }

  static Feature input(int since, int at, TensorType... types) {
    String names = String.join(" or ", Stream.of(types).map(TensorType::name).toList());
    return new Feature(since, names + " as input " + at, o -> o.inputIs(at, types));
  }

  static Feature output(int since, TensorType type) {
    return new Feature(since, type + " as output", o -> o.outputIs(type));
  }

  private static Feature either(int since, TensorType type) {
    return new Feature(since, type.name(), o -> o.inputIs(0, type) || o.outputIs(type));
  }

  private static Feature rank(int since, int above) {
    return new Feature(since, "more than " + above + " dimensions", o -> o.rank(0) > above);
  }

  static Feature option(int since, int field, String what) {
    return new Feature(since, what, o -> o.option(field) != 0);
  }

  private static Feature broadcast(int since) {
    Predicate<OperatorUse> used =
        o ->
            o.inputs() > 1
                && !o.input(0).map(t -> t.shape()).equals(o.input(1).map(t -> t.shape()))
                && Math.max(o.rank(0), o.rank(1)) > 4;
    return new Feature(since, "broadcasting over more than 4 dimensions", used);
  }

  /** INT16 that stands for itself and not for a scaled number. */
  private static Feature plainInt16(int since) {
    return new Feature(
        since,
        "INT16 without a scale",
        o -> o.inputIs(0, INT16) && !o.input(0).map(t -> t.quantization().present()).orElse(false));
  }

  private static boolean perChannelOutput(OperatorUse o) {
    return o.output().map(t -> t.quantization().scales().size() > 1).orElse(false);
  }

  private static boolean rescalesUp(OperatorUse o) {
    float product = scale(o.input(0)) * scale(o.input(1));
    float out = scale(o.output());
    return product != 0 && out != 0 && product / out >= 1;
  }

  private static float scale(Optional<dev.atoll.tflite.Tensor> tensor) {
    return tensor
        .map(t -> t.quantization().scales())
        .filter(s -> !s.isEmpty())
        .map(List::getFirst)
        .orElse(0f);
  }
}
