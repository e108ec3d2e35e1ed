package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.OperatorOption.CONCATENATION_ACTIVATION;
import static dev.atoll.tflite.OperatorOption.CONCATENATION_AXIS;
import static dev.atoll.tflite.OperatorOption.CONV_2D_DILATION_H;
import static dev.atoll.tflite.OperatorOption.CONV_2D_DILATION_W;
import static dev.atoll.tflite.OperatorOption.DENSE_KEEP_NUM_DIMS;
import static dev.atoll.tflite.OperatorOption.DENSE_WEIGHTS_FORMAT;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_DILATION_H;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_DILATION_W;
import static dev.atoll.tflite.OperatorOption.LSTM_KERNEL;
import static dev.atoll.tflite.OperatorOption.PACK_AXIS;
import static dev.atoll.tflite.OperatorOption.POOL_ACTIVATION;
import static dev.atoll.tflite.OperatorOption.STRIDED_SLICE_ELLIPSIS_MASK;
import static dev.atoll.tflite.OperatorOption.STRIDED_SLICE_NEW_AXIS_MASK;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operators of the Edge TPU and what each demands. Where nothing else is said, a row is that of
 * the table "supported operations" in Coral's documentation (coral.ai/docs/edgetpu/models-intro,
 * compiler 16.0, runtime 14). What holds for every operator (types, rank, known shapes) stands in
 * {@link GeneralRules}.
 */
enum OperatorRule {
  ADD(0, 10),
  /** No fused activation. */
  AVERAGE_POOL_2D(1, 10, Constraints.noActivation(POOL_ACTIVATION)),
  /** No fused activation; a constant input only as one of two, and only as zeros. */
  CONCATENATION(
      2,
      10,
      Constraints.noActivation(CONCATENATION_ACTIVATION),
      Constraints.concatenatesNoConstantButZeros(),
      Constraints.axisNotBatch(CONCATENATION_AXIS, 0)),
  /** Same dilation in x and y; filter and bias constant (status of the compiler's log). */
  CONV_2D(
      3,
      10,
      Constraints.constant(1, 2),
      Constraints.sameDilation(CONV_2D_DILATION_W, CONV_2D_DILATION_H),
      Constraints.noGroups()),
  /** Before runtime 13 no dilation, since then the same in x and y. */
  DEPTHWISE_CONV_2D(
      4,
      10,
      Constraints.constant(1, 2),
      Constraints.sameDilation(DEPTHWISE_DILATION_W, DEPTHWISE_DILATION_H),
      Constraints.noDilationBefore13(DEPTHWISE_DILATION_W, DEPTHWISE_DILATION_H)),
  /** Only the default format of weights, and a one-dimensional output. */
  FULLY_CONNECTED(
      9,
      10,
      Constraints.constant(1, 2),
      Constraints.zero(DENSE_WEIGHTS_FORMAT, "has its weights in a shuffled format"),
      Constraints.zero(DENSE_KEEP_NUM_DIMS, "keeps the dimensions of its input"),
      Constraints.oneRow()),
  L2_NORMALIZATION(11, 10),
  LOGISTIC(14, 10),
  /** Unidirectional; documented since runtime 14. */
  LSTM(
      16,
      14,
      Constraints.constant(1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15),
      Constraints.zero(LSTM_KERNEL, "uses the basic kernel")),
  /** No fused activation. */
  MAX_POOL_2D(17, 10, Constraints.noActivation(POOL_ACTIVATION)),
  MUL(18, 10),
  RELU(19, 10),
  RELU_N1_TO_1(20, 10),
  RELU6(21, 10),
  /** "Certain reshapes might not be mapped for large tensor sizes"; the border is not published. */
  RESHAPE(22, 10, Constraints.constant(1)),
  /** "Depending on input/output size … may not be mapped, to avoid loss in precision". */
  RESIZE_BILINEAR(23, 10, Constraints.constant(1), SizeLimits.resizeIsPrecise()),
  /** Documented for 16,000 elements; one of 16,384 is seen mapped by compiler 16.0. */
  SOFTMAX(25, 10, SizeLimits.softmax()),
  SPACE_TO_DEPTH(26, 10),
  TANH(28, 10),
  /** Before runtime 13 along x and y only, since then not in the batch dimension. */
  PAD(34, 10, Constraints.constant(1), Constraints.padding()),
  /** Documented since runtime 14; five dimensions are refused (google-coral/edgetpu#274). */
  TRANSPOSE(39, 14, Constraints.constant(1), Constraints.atMostFourDimensions()),
  /** Before 13 along x and/or y; since then not in batch, and z only in multiples of 4. */
  MEAN(40, 10, Constraints.constant(1), Constraints.reducesNotBatch(), Constraints.mean()),
  SUB(41, 10),
  /** Before runtime 13 only leading dimensions of 1. */
  SQUEEZE(43, 10, Constraints.squeezesOnlyLeadingBefore13()),
  /** Unidirectional; documented since runtime 14, seen in a package for runtime 12. */
  UNIDIRECTIONAL_SEQUENCE_LSTM(
      44, 12, Constraints.constant(1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15)),
  /** All strides 1, no ellipsis, no new axis. */
  STRIDED_SLICE(
      45,
      10,
      Constraints.constant(1, 2, 3),
      Constraints.unitStrides(),
      Constraints.zero(STRIDED_SLICE_ELLIPSIS_MASK, "has an ellipsis mask"),
      Constraints.zero(STRIDED_SLICE_NEW_AXIS_MASK, "adds an axis")),
  /** Not along the batch dimension; into one piece it is seen mapped also there (yamnet). */
  SPLIT(49, 10, Constraints.splitsNotBatch()),
  /** One alpha for each innermost channel. */
  PRELU(54, 13, Constraints.constant(1), Constraints.oneAlphaPerChannel()),
  MAXIMUM(55, 10),
  MINIMUM(57, 10),
  SLICE(65, 10, Constraints.constant(1, 2)),
  TRANSPOSE_CONV(67, 13, Constraints.constant(0, 1, 3)),
  /** In no table, but seen mapped (deeplab slim, 1×1 to 33×33, package for runtime 12). */
  TILE(69, 12, Constraints.constant(1)),
  EXPAND_DIMS(70, 13, Constraints.constant(1)),
  /** Not in batch. */
  SUM(74, 13, Constraints.constant(1), Constraints.reducesNotBatch()),
  RSQRT(76, 14),
  /** Not in batch. */
  REDUCE_MAX(82, 14, Constraints.constant(1), Constraints.reducesNotBatch()),
  /** Not along the batch dimension. */
  PACK(83, 13, Constraints.axisNotBatch(PACK_AXIS, 1)),
  /** Not in batch. */
  REDUCE_MIN(89, 14, Constraints.constant(1), Constraints.reducesNotBatch()),
  /** The largest tensors seen are those of {@link SizeLimits.resizeIsPrecise()}. */
  RESIZE_NEAREST_NEIGHBOR(97, 10, Constraints.constant(1), SizeLimits.resizeFits()),
  SQUARED_DIFFERENCE(99, 14),
  /** From 8 bit to 8 bit; documented since runtime 13, seen in packages for runtime 12. */
  QUANTIZE(114, 12);

  /** The runtime that compiler 16.0 compiles for when it is not told otherwise. */
  static final int NEWEST_RUNTIME = 14;

  private static final Map<Integer, OperatorRule> BY_CODE = new HashMap<>();

  static {
    for (OperatorRule rule : values()) {
      BY_CODE.put(rule.code, rule);
    }
  }

  private final int code;
  private final int since;
  private final List<Constraint> constraints;

  /**
   * A row.
   *
   * @param code of the schema
   * @param since the first Edge TPU runtime that has the operator; 10 is the first of all
   */
  OperatorRule(int code, int since, Constraint... constraints) {
    this.code = code;
    this.since = since;
    this.constraints = List.of(constraints);
  }

  static Optional<OperatorRule> of(Node node) {
    return node.operator().customCode() != null
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE.get(node.operator().code()));
  }

  int code() {
    return code;
  }

  /** The first thing that keeps an operator of this row from the Edge TPU. */
  Optional<Unmet> firstUnmet(Node node, int runtime) {
    for (Constraint constraint : constraints) {
      Optional<Unmet> unmet = constraint.check(node, runtime);
      if (unmet.isPresent()) {
        return unmet;
      }
    }
    return runtime >= since ? Optional.empty() : Optional.of(tooOld(runtime));
  }

  private Unmet tooOld(int runtime) {
    return new Unmet(
        PlacementReason.VersionNotSupported,
        "needs Edge TPU runtime " + since + ", the model is for runtime " + runtime,
        "set edgeTpu.minRuntimeVersion to " + since);
  }
}
