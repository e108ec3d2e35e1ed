package dev.atoll.tflite.adapt;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The highest version of each operator that compiler 16 reads. It carries TensorFlow Lite 2.5; what
 * had come by then stands in TensorFlow's {@code lite/tools/versioning/runtime_version.cc}.
 */
public final class CompilerReach {
  private static final Map<String, Integer> HIGHEST =
      table(
          """
          1 ADD_N CALL_ONCE CAST CEIL COMPLEX_ABS CONV_3D COS CUMSUM DENSIFY ELU
          EMBEDDING_LOOKUP_SPARSE EXP EXPAND_DIMS FLOOR FLOOR_MOD HARD_SWISH HASHTABLE
          HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_LOOKUP HASHTABLE_SIZE IF IMAG L2_POOL_2D
          LOCAL_RESPONSE_NORMALIZATION LOG LOGICAL_AND LOGICAL_NOT LOGICAL_OR LSH_PROJECTION
          MATRIX_DIAG MATRIX_SET_DIAG NEG NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 ONE_HOT POW
          PRELU RANGE RANK REAL REDUCE_ANY REDUCE_PROD RELU_N1_TO_1 RESHAPE REVERSE_SEQUENCE RFFT2D
          ROUND SCATTER_ND SEGMENT_SUM SELECT_V2 SHAPE SIN SKIP_GRAM SQRT SQUARE UNIQUE WHERE WHILE
          ZEROS_LIKE
          2 ARG_MAX ARG_MIN DEPTH_TO_SPACE DIV FAKE_QUANT FLOOR_DIV GREATER GREATER_EQUAL
          L2_NORMALIZATION LEAKY_RELU LESS LESS_EQUAL LOG_SOFTMAX MIRROR_PAD QUANTIZE RSQRT SELECT
          SPACE_TO_DEPTH SPLIT_V SQUARED_DIFFERENCE SQUEEZE SUM TILE TOPK_V2
          3 ABS ADD AVERAGE_POOL_2D BATCH_TO_SPACE_ND BIDIRECTIONAL_SEQUENCE_LSTM
          BIDIRECTIONAL_SEQUENCE_RNN BROADCAST_TO CONCATENATION EMBEDDING_LOOKUP EQUAL FILL
          GATHER_ND LOGISTIC MAX_POOL_2D MEAN NOT_EQUAL PACK PAD PADV2 REDUCE_MAX REDUCE_MIN RELU
          RELU6 REVERSE_V2 RNN SOFTMAX SPACE_TO_BATCH_ND SPARSE_TO_DENSE TANH TRANSPOSE_CONV
          UNIDIRECTIONAL_SEQUENCE_LSTM UNIDIRECTIONAL_SEQUENCE_RNN
          4 BATCH_MATMUL DEQUANTIZE LSTM MAXIMUM MINIMUM MUL RESIZE_BILINEAR
          RESIZE_NEAREST_NEIGHBOR SPLIT SVDF UNPACK
          5 CONV_2D GATHER SLICE STRIDED_SLICE SUB TRANSPOSE
          6 DEPTHWISE_CONV_2D
          9 FULLY_CONNECTED
          """);

  private CompilerReach() {}

  private static Map<String, Integer> table(String text) {
    Map<String, Integer> highest = new HashMap<>();
    int version = 0;
    for (String word : text.strip().split("\\s+")) {
      if (Character.isDigit(word.charAt(0))) {
        version = Integer.parseInt(word);
      } else {
        highest.put(word, version);
      }
    }
    return Map.copyOf(highest);
  }

  /**
   * The highest version up to which there is nothing to gain. Compiler 16 reads dense layers up to
   * version 9 and leaves those above 4 on the CPU, with all that follow them; of no other operator
   * is such a border known.
   */
  static int content(String operator, int highest) {
    return operator.equals("FULLY_CONNECTED") ? 4 : highest;
  }

  /** The highest version that it reads; empty for an operator that it does not know. */
  public static OptionalInt highest(String operator) {
    Integer version = HIGHEST.get(operator);
    return version == null ? OptionalInt.empty() : OptionalInt.of(version);
  }
}
