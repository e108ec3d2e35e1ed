package dev.atoll.tflite.edgetpu;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the interpreter inside compiler 16.0 can load: that of TensorFlow 2.5, which the libraries
 * of the same release are built from. The versions are those that TensorFlow's {@code
 * lite/tools/versioning/runtime_version.cc} dates 2.5.0 or earlier; EXP 2 and later is reported as
 * unknown (google-coral/libedgetpu#71). Operators that the list dates nowhere have version 1.
 */
final class CompilerOperators {
  /** The last operator of the schema of TensorFlow 2.5, HASHTABLE_SIZE. */
  private static final int LAST_CODE = 139;

  /** Custom operators that the compiler resolves: TensorFlow's own, and one seen compiled. */
  private static final Set<String> CUSTOM =
      Set.of(
          "TFLite_Detection_PostProcess",
          "NumericVerify",
          "Mfcc",
          "AudioSpectrogram",
          "PosenetDecoderOp");

  private static final Map<String, Integer> NEWEST =
      parse(
          """
          AVERAGE_POOL_2D 3 BATCH_MATMUL 4 BROADCAST_TO 3 CONV_2D 5 DEPTHWISE_CONV_2D 6 ADD 3
          SPACE_TO_BATCH_ND 3 SUB 5 DIV 2 BATCH_TO_SPACE_ND 3 CONCATENATION 3 DEPTH_TO_SPACE 2
          EMBEDDING_LOOKUP 3 FAKE_QUANT 2 FULLY_CONNECTED 9 GATHER 5 GATHER_ND 3 SVDF 4
          L2_NORMALIZATION 2 MAX_POOL_2D 3 MAXIMUM 4 MINIMUM 4 MUL 4 PAD 3 PADV2 3 TILE 2 SOFTMAX 3
          SPACE_TO_DEPTH 2 TRANSPOSE 5 LSTM 4 UNIDIRECTIONAL_SEQUENCE_LSTM 3
          BIDIRECTIONAL_SEQUENCE_LSTM 3 BIDIRECTIONAL_SEQUENCE_RNN 3 UNIDIRECTIONAL_SEQUENCE_RNN 3
          MEAN 3 SUM 2 REDUCE_MAX 3 REDUCE_MIN 3 RELU6 3 RELU 3 RESIZE_BILINEAR 4
          RESIZE_NEAREST_NEIGHBOR 4 RNN 3 SQUEEZE 2 SPLIT 4 SPLIT_V 2 STRIDED_SLICE 5 TOPK_V2 2
          ARG_MAX 2 ARG_MIN 2 TRANSPOSE_CONV 3 SPARSE_TO_DENSE 3 PACK 3 SLICE 5 TANH 3 UNPACK 4
          LEAKY_RELU 2 LOGISTIC 3 LOG_SOFTMAX 2 SQUARED_DIFFERENCE 2 MIRROR_PAD 2 DEQUANTIZE 4
          EQUAL 3 NOT_EQUAL 3 GREATER 2 GREATER_EQUAL 2 LESS 2 LESS_EQUAL 2 SELECT 2 FLOOR_DIV 2
          QUANTIZE 2 RSQRT 2 ABS 3 FILL 3 REVERSE_V2 3
          """);

  private CompilerOperators() {}

  /**
   * The newest version of a built-in operator that loads; empty when the operator itself is newer.
   */
  static OptionalInt newestVersion(int code, String name) {
    return code > LAST_CODE ? OptionalInt.empty() : OptionalInt.of(NEWEST.getOrDefault(name, 1));
  }

  static boolean resolvesCustom(String name) {
    return CUSTOM.contains(name);
  }

  private static Map<String, Integer> parse(String table) {
    String[] words = table.strip().split("\\s+");
    Map<String, Integer> versions = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      versions.put(words[i], Integer.valueOf(words[i + 1]));
    }
    return Map.copyOf(versions);
  }
}
