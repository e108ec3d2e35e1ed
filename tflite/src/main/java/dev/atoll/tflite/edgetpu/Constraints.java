package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.AxisNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.FusedActivation;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.ParameterNotConstant;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.Tensor;
import java.util.List;
import java.util.Optional;

/** What single operators demand of their options and constants, by name. */
final class Constraints {
  private Constraints() {}

  private static Constraint demand(
      java.util.function.Predicate<Node> fulfilled,
      PlacementReason reason,
      String problem,
      String remedy) {
    Optional<Unmet> unmet = Optional.of(new Unmet(reason, problem, remedy));
    return (node, runtime) -> fulfilled.test(node) ? Optional.empty() : unmet;
  }

  /** The log's "Filter, bias, or other param is not constant at compile-time". */
  static Constraint constant(int... inputs) {
    return demand(
        node -> {
          for (int at : inputs) {
            if (!node.input(at).map(Constraints::isConstant).orElse(true)) {
              return false;
            }
          }
          return true;
        },
        ParameterNotConstant,
        "has a parameter that is computed while the model runs",
        "make weights, bias, axes, shapes and paddings constants");
  }

  private static boolean isConstant(Tensor t) {
    return t.isConstant() || t.shape().contains(0);
  }

  static Constraint noActivation(OperatorOption option) {
    return zero(
        option,
        FusedActivation,
        "has a fused activation",
        "put the activation behind it as an operator of its own");
  }

  static Constraint zero(OperatorOption option, String problem) {
    return zero(option, OptionNotSupported, problem, "convert the model without that option");
  }

  private static Constraint zero(
      OperatorOption option, PlacementReason reason, String problem, String remedy) {
    return demand(node -> node.option(option) == 0, reason, problem, remedy);
  }

  /**
   * A filter that is one wide has no dilation in that direction, whatever the option says: a
   * temporal convolution of 3×1 with dilations of 2 and 4 in y alone is mapped
   * (fredriktegnell/edgetpu-tcn, compiler 16).
   */
  static Constraint sameDilation(OperatorOption w, OperatorOption h) {
    return demand(
        node ->
            node.option(w) == node.option(h)
                || filterSide(node, 1) == 1
                || filterSide(node, 2) == 1,
        OptionNotSupported,
        "has different dilations in x and y",
        "use the same dilation in both");
  }

  /** Of the filter [outputs, height, width, inputs]; 0 when there is none. */
  private static int filterSide(Node node, int axis) {
    return node.input(1)
        .map(Tensor::shape)
        .filter(s -> s.size() == 4)
        .map(s -> s.get(axis))
        .orElse(0);
  }

  static Constraint noDilationBefore13(OperatorOption w, OperatorOption h) {
    return (node, runtime) ->
        runtime >= 13 || (node.option(w) == 1 && node.option(h) == 1)
            ? Optional.empty()
            : Optional.of(
                new Unmet(
                    OptionNotSupported,
                    "is dilated, which needs Edge TPU runtime 13",
                    "set edgeTpu.minRuntimeVersion to 13"));
  }

  /** Grouped convolutions came to TensorFlow Lite after version 2.5. */
  static Constraint noGroups() {
    return demand(
        node -> {
          Optional<Integer> input = innermost(node.input(0));
          return input.isEmpty() || input.equals(innermost(node.input(1)));
        },
        OptionNotSupported,
        "is a grouped convolution",
        "use a full or a depthwise convolution");
  }

  private static Optional<Integer> innermost(Optional<Tensor> t) {
    return t.map(Tensor::shape).filter(s -> !s.isEmpty()).map(List::getLast);
  }

  /** "Output tensor is one-dimensional": a row for each inference. */
  static Constraint oneRow() {
    return demand(
        node -> {
          Tensor out = node.outputs().getFirst();
          return out.shape().isEmpty() || out.shape().getLast() == out.elements();
        },
        RankNotSupported,
        "computes several rows",
        "use CONV_2D with a 1×1 kernel");
  }

  static Constraint concatenatesNoConstantButZeros() {
    return demand(
        node -> {
          List<Tensor> constants = node.given().stream().filter(Tensor::isConstant).toList();
          return constants.isEmpty()
              || (node.given().size() == 2 && constants.stream().allMatch(Constraints::isZeros));
        },
        OptionNotSupported,
        "has a constant input that is not all zeros, or more than two inputs",
        "pad with zeros (PAD), or compute the constant part outside of the model");
  }

  /** Zero as a number: the stored byte is the zero point. */
  private static boolean isZeros(Tensor t) {
    List<Long> zeroPoints = t.quantization().zeroPoints();
    long zero = zeroPoints.size() == 1 ? zeroPoints.getFirst() : 0;
    Integer fill = t.fill();
    return fill != null && fill == zero;
  }

  /**
   * An axis that is not the outermost of four or more dimensions, which is the batch.
   *
   * @param more dimensions of the output than of the input
   */
  static Constraint axisNotBatch(OperatorOption option, int more) {
    return demand(
        node -> {
          int rank = rank(node) + more;
          return rank < 4 + more || !isBatch(node.option(option), rank);
        },
        AxisNotSupported,
        "works along the batch dimension",
        "keep the batch at 1 and work along another dimension");
  }

  /** The axis is input 0; one piece is the whole, whatever the axis. */
  static Constraint splitsNotBatch() {
    return demand(
        node ->
            node.outputs().size() == 1
                || node.input(1).map(t -> t.shape().size()).orElse(0) < 4
                || values(node, 0).stream()
                    .noneMatch(a -> isBatch(a, node.input(1).orElseThrow().shape().size())),
        AxisNotSupported,
        "splits the batch dimension",
        "keep the batch at 1 and split another dimension");
  }

  static Constraint reducesNotBatch() {
    return demand(
        node -> {
          int rank = rank(node);
          return rank < 4
              || node.input(0).orElseThrow().shape().getFirst() == 1
              || values(node, 1).stream().noneMatch(a -> isBatch(a, rank));
        },
        AxisNotSupported,
        "reduces the batch dimension",
        "reduce height, width or channels only");
  }

  private static boolean isBatch(long axis, int rank) {
    return axis == 0 || axis == -rank;
  }

  /**
   * Before runtime 13 only x and y; later z in multiples of 4. A mean over 256×128 is not mapped,
   * over 64×128 it is (google-coral/edgetpu#461).
   */
  static Constraint mean() {
    return (node, runtime) -> {
      List<Integer> shape = node.input(0).map(Tensor::shape).orElse(List.of());
      boolean channels = values(node, 1).stream().anyMatch(a -> a == -1 || a == shape.size() - 1);
      long area =
          shape.size() < 3 ? 1 : (long) shape.get(shape.size() - 3) * shape.get(shape.size() - 2);
      if (channels && shape.size() > 1 && (runtime < 13 || shape.getLast() % 4 != 0)) {
        return Optional.of(
            new Unmet(
                AxisNotSupported,
                "averages over " + shape.getLast() + " channels",
                "average over height and width, or over a multiple of 4 channels (runtime 13)"));
      }
      return area < 256 * 128 || values(node, 1).isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Unmet(
                  PlacementReason.TooLarge,
                  "averages over " + area + " points",
                  "average in two steps, for instance with AVERAGE_POOL_2D first"));
    };
  }

  static Constraint padding() {
    return (node, runtime) -> {
      List<Long> paddings = values(node, 1);
      int rank = paddings.size() / 2;
      boolean batch = rank >= 4 && (paddings.get(0) != 0 || paddings.get(1) != 0);
      boolean channels =
          rank >= 1 && (paddings.get(2 * rank - 2) != 0 || paddings.get(2 * rank - 1) != 0);
      return !batch && (runtime >= 13 || !channels)
          ? Optional.empty()
          : Optional.of(
              new Unmet(
                  AxisNotSupported,
                  batch ? "pads the batch dimension" : "pads channels, which needs runtime 13",
                  "pad height and width only"));
    };
  }

  static Constraint atMostFourDimensions() {
    return demand(
        node -> rank(node) <= 4,
        RankNotSupported,
        "has more than four dimensions",
        "merge dimensions before it");
  }

  static Constraint squeezesOnlyLeadingBefore13() {
    return (node, runtime) -> {
      List<Integer> in = node.input(0).map(Tensor::shape).orElse(List.of());
      List<Integer> out = node.outputs().getFirst().shape();
      int dropped = Math.max(0, in.size() - out.size());
      return runtime >= 13 || in.subList(dropped, in.size()).equals(out)
          ? Optional.empty()
          : Optional.of(
              new Unmet(
                  AxisNotSupported,
                  "drops an inner dimension, which needs Edge TPU runtime 13",
                  "use RESHAPE"));
    };
  }

  static Constraint unitStrides() {
    return demand(
        node -> values(node, 3).stream().allMatch(s -> s == 1),
        OptionNotSupported,
        "has strides other than 1",
        "use strides of 1, or a pooling or convolution with that stride");
  }

  static Constraint oneAlphaPerChannel() {
    return demand(
        node -> {
          Optional<Tensor> alpha = node.input(1);
          return alpha.isEmpty()
              || alpha.get().elements() == 1
              || innermost(alpha).map(Integer::longValue).equals(alpha.map(Tensor::elements));
        },
        OptionNotSupported,
        "has alphas that vary over the image",
        "use one alpha per channel (Keras: shared_axes=[1, 2])");
  }

  private static int rank(Node node) {
    return node.input(0).map(t -> t.shape().size()).orElse(0);
  }

  private static List<Long> values(Node node, int input) {
    return node.input(input).map(Tensor::values).orElse(List.of());
  }
}
