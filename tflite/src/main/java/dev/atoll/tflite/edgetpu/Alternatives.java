package dev.atoll.tflite.edgetpu;

import java.util.Map;

/** What to use in place of an operator that the Edge TPU has not. */
final class Alternatives {
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("HARD_SWISH", "use RELU6"),
          Map.entry("GELU", "use RELU6"),
          Map.entry("ELU", "use RELU"),
          Map.entry("LEAKY_RELU", "use RELU, or PRELU with one alpha per channel"),
          Map.entry("RELU_0_TO_1", "use RELU6"),
          Map.entry("DIV", "multiply by the reciprocal (MUL)"),
          Map.entry("FLOOR_DIV", "leave it to the caller"),
          Map.entry("FLOOR_MOD", "leave it to the caller"),
          Map.entry("SQRT", "use RSQRT and MUL"),
          Map.entry("SQUARE", "multiply the tensor by itself (MUL)"),
          Map.entry("POW", "multiply the tensor by itself (MUL)"),
          Map.entry("EXP", "leave it to the caller, or use LOGISTIC or SOFTMAX"),
          Map.entry("LOG", "leave it to the caller"),
          Map.entry("LOG_SOFTMAX", "use SOFTMAX and let the caller take the logarithm"),
          Map.entry("ABS", "use MAXIMUM of the tensor and its negative"),
          Map.entry("NEG", "multiply by -1 (MUL)"),
          Map.entry("ARG_MAX", "let the caller take the maximum's index"),
          Map.entry("ARG_MIN", "let the caller take the minimum's index"),
          Map.entry("TOPK_V2", "let the caller sort the scores"),
          Map.entry("CAST", "quantise with integer inputs and outputs (quantization.io)"),
          Map.entry("DEQUANTIZE", "quantise with integer outputs (quantization.io UInt8 or Int8)"),
          Map.entry("SHAPE", "convert the model with fixed shapes and a batch of 1"),
          Map.entry("GATHER", "use SLICE, SPLIT or STRIDED_SLICE"),
          Map.entry("GATHER_ND", "use SLICE, SPLIT or STRIDED_SLICE"),
          Map.entry("UNPACK", "use SPLIT and RESHAPE"),
          Map.entry("SPLIT_V", "use SPLIT into equal parts, or SLICE"),
          Map.entry("PADV2", "use PAD"),
          Map.entry("MIRROR_PAD", "use PAD"),
          Map.entry("DEPTH_TO_SPACE", "use TRANSPOSE_CONV or RESIZE_NEAREST_NEIGHBOR"),
          Map.entry("SPACE_TO_BATCH_ND", "use CONV_2D with a dilation"),
          Map.entry("BATCH_TO_SPACE_ND", "use CONV_2D with a dilation"),
          Map.entry("BATCH_MATMUL", "use FULLY_CONNECTED or CONV_2D with constant weights"),
          Map.entry("L2_POOL_2D", "use AVERAGE_POOL_2D"),
          Map.entry("ADD_N", "use ADD, two tensors at a time"),
          Map.entry("BROADCAST_TO", "let ADD or MUL broadcast"),
          Map.entry("SELECT", "use MUL and ADD with a constant mask"),
          Map.entry("SELECT_V2", "use MUL and ADD with a constant mask"),
          Map.entry("REDUCE_PROD", "use SUM, MEAN, REDUCE_MAX or REDUCE_MIN"),
          Map.entry("BIDIRECTIONAL_SEQUENCE_LSTM", "use UNIDIRECTIONAL_SEQUENCE_LSTM"),
          Map.entry("SVDF", "use CONV_2D or UNIDIRECTIONAL_SEQUENCE_LSTM"),
          Map.entry("CONV_3D", "use CONV_2D"));

  private Alternatives() {}

  static String of(String operator) {
    return BY_NAME.getOrDefault(operator, "leave it out, or move it to the end of the model");
  }
}
