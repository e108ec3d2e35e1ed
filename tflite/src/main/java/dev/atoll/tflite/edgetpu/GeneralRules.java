package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * What holds for every operator of the Edge TPU (coral.ai/docs/edgetpu/models-intro, "model
 * requirements").
 */
final class GeneralRules {
  /** In this order: a float tensor is the likelier cause than its rank. */
  static final List<Constraint> ALL =
      List.of(
          GeneralRules::eightBitActivations,
          GeneralRules::integerConstants,
          GeneralRules::knownShapes,
          GeneralRules::threeInnermostDimensions);

  private static final int FIRST_RUNTIME_WITH_INT8 = 12;

  private GeneralRules() {}

  /** Every tensor that it names exists, and it computes one; the other rules rely on it. */
  static Optional<Unmet> sound(Node node, int runtime) {
    return node.sound()
        ? Optional.empty()
        : Optional.of(
            new Unmet(
                PlacementReason.Malformed,
                "names a tensor that does not exist",
                "convert the model again: the file is damaged"));
  }

  /**
   * What is computed is int8 or uint8, int8 since runtime 12 (libedgetpu, api/runtime_version.h).
   * The cell state of an LSTM is int16 (keras_lstm_mnist_ptq is mapped).
   */
  private static Optional<Unmet> eightBitActivations(Node node, int runtime) {
    for (Tensor t : node.activations()) {
      boolean allowed =
          switch (t.type()) {
            case UINT8 -> true;
            case INT8 -> runtime >= FIRST_RUNTIME_WITH_INT8;
            case INT16 -> t.isVariable();
            default -> false;
          };
      if (!allowed) {
        return Optional.of(
            new Unmet(
                PlacementReason.DataTypeNotSupported,
                "works on " + t.type() + ", not on 8-bit integers",
                remedy(node, t)));
      }
    }
    return Optional.empty();
  }

  private static String remedy(Node node, Tensor t) {
    if (t.type() == TensorType.INT8) {
      return "set edgeTpu.minRuntimeVersion to " + FIRST_RUNTIME_WITH_INT8 + " or more";
    }
    if (node.operator().name().equals("QUANTIZE") && t.type().isFloat()) {
      return "give the model integer inputs (quantization.io UInt8 or Int8), or leave out what"
          + " computes in floating point before it";
    }
    return t.type().isFloat()
        ? "quantise the whole model to 8 bits"
        : "leave integer arithmetic out of the model, or to its very end";
  }

  /** Weights are 8-bit; biases, axes and shapes are wider integers. */
  private static Optional<Unmet> integerConstants(Node node, int runtime) {
    for (Tensor t : node.given()) {
      boolean allowed =
          switch (t.type()) {
            case INT8, UINT8, INT32, INT64 -> true;
            default -> !t.isConstant();
          };
      if (!allowed) {
        return Optional.of(
            new Unmet(
                PlacementReason.DataTypeNotSupported,
                "has constants of type " + t.type(),
                "quantise the whole model to 8 bits"));
      }
    }
    return Optional.empty();
  }

  /** Sizes are constant at compile time; {@link Refusals} judges signatures with -1. */
  private static Optional<Unmet> knownShapes(Node node, int runtime) {
    for (Tensor t : node.activations()) {
      if (t.shape().stream().anyMatch(d -> d <= 0)) {
        return Optional.of(
            new Unmet(
                PlacementReason.DynamicShape,
                "has a tensor of unknown size",
                "convert the model with fixed shapes and a batch of 1"));
      }
    }
    return Optional.empty();
  }

  /** "Only the 3 innermost dimensions may have a size greater than 1". */
  private static Optional<Unmet> threeInnermostDimensions(Node node, int runtime) {
    for (Tensor t : node.activations()) {
      List<Integer> outer = t.shape().subList(0, Math.max(0, t.shape().size() - 3));
      if (outer.stream().anyMatch(d -> d > 1)) {
        return Optional.of(
            new Unmet(
                PlacementReason.RankNotSupported,
                "has a tensor of the shape " + Shown.shape(t.shape()),
                "keep all but the three innermost dimensions at 1, the batch too"));
      }
    }
    return Optional.empty();
  }
}
