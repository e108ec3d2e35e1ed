package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes compiler 16 refuse a whole model, told without it. The failures are those that users
 * reported with the compiler's own words, see {@link RefusalReason}.
 */
final class Refusals {
  /** Custom operators that hold what the compilers of other accelerators made. */
  private static final Set<String> OTHER_ACCELERATORS = Set.of("ethos-u", "hexagon", "vsi-npu");

  /** Operators with weights: where these compute in floating point, the model is not quantised. */
  private static final Set<OperatorRule> WEIGHTED =
      Set.of(
          OperatorRule.CONV_2D,
          OperatorRule.DEPTHWISE_CONV_2D,
          OperatorRule.FULLY_CONNECTED,
          OperatorRule.TRANSPOSE_CONV,
          OperatorRule.LSTM,
          OperatorRule.UNIDIRECTIONAL_SEQUENCE_LSTM);

  private final TfliteModel model;
  private final Subgraph graph;
  private final List<Node> nodes;
  private final List<CompilerRefusal> found = new ArrayList<>();

  private Refusals(TfliteModel model) {
    this.model = model;
    this.graph = model.main();
    this.nodes = Node.all(graph);
  }

  static List<CompilerRefusal> of(TfliteModel model) {
    Refusals refusals = new Refusals(model);
    refusals.loadable();
    refusals.subgraphs();
    refusals.quantised();
    refusals.dynamicShapes();
    for (Node node : refusals.nodes) {
      refusals.known(node.operator(), node);
    }
    return refusals.found;
  }

  private void refuse(RefusalReason reason, @Nullable Integer operator, String message) {
    found.add(new CompilerRefusal(reason, message, operator));
  }

  /** "Model failed in Tflite interpreter. Please ensure model can be loaded". */
  private void loadable() {
    try {
      RangeCheck.require(model);
    } catch (TfliteFormatException e) {
      refuse(
          RefusalReason.NotLoadable,
          null,
          "no interpreter can load the model: " + e.getMessage() + "; convert it again");
    }
  }

  /**
   * "More than one subgraph is not supported": IF, WHILE, or signatures with graphs of their own.
   */
  private void subgraphs() {
    if (model.subgraphs().size() > 1) {
      refuse(
          RefusalReason.SeveralSubgraphs,
          null,
          "the model has %d subgraphs; convert one signature only, and unroll loops and conditions"
              .formatted(model.subgraphs().size()));
    }
  }

  /**
   * "Model not quantized" (google-coral/edgetpu#168, #222, #313). Single operators in floating
   * point are taken and left on the CPU (movenet), so what counts is where the weights are used.
   */
  private void quantised() {
    List<Node> weighted = nodes.stream().filter(Refusals::isWeighted).toList();
    List<Node> inFloat =
        weighted.stream()
            .filter(n -> n.activations().stream().anyMatch(Refusals::isFloat))
            .toList();
    boolean nothingQuantised =
        weighted.isEmpty()
            && nodes.stream().flatMap(n -> n.activations().stream()).anyMatch(Refusals::isFloat)
            && nodes.stream()
                .flatMap(n -> n.activations().stream())
                .noneMatch(Refusals::isEightBit);
    if (nothingQuantised || (!weighted.isEmpty() && inFloat.size() == weighted.size())) {
      boolean hybrid =
          inFloat.stream().flatMap(n -> n.given().stream()).anyMatch(Refusals::isEightBitConstant);
      refuse(
          RefusalReason.NotQuantized,
          inFloat.isEmpty() ? null : inFloat.getFirst().operator().index(),
          hybrid
              ? "only the weights are 8-bit and the model computes in floating point; quantise it"
                  + " fully, with calibration data"
              : "the model computes in floating point; quantise it fully to 8 bits, with"
                  + " calibration data");
    }
  }

  private static boolean isWeighted(Node node) {
    return OperatorRule.of(node).filter(WEIGHTED::contains).isPresent();
  }

  private static boolean isFloat(Tensor t) {
    return t.type().isFloat();
  }

  private static boolean isEightBit(Tensor t) {
    return t.type() == TensorType.INT8 || t.type() == TensorType.UINT8;
  }

  private static boolean isEightBitConstant(Tensor t) {
    return t.isConstant() && isEightBit(t);
  }

  /**
   * "… only supports static-sized tensors" (google-coral/edgetpu#829, #831). A batch of -1 in the
   * signature is enough, also when the shape is fixed. One model with it is known to have compiled
   * (libredgetpu dense_256): nothing but 8-bit QUANTIZE and FULLY_CONNECTED behind it, which is let
   * pass here.
   */
  private void dynamicShapes() {
    Set<Integer> inputs = Set.copyOf(graph.inputs());
    // One is enough: a hostile file may name a million.
    Optional<Tensor> dynamic =
        graph.tensors().stream()
            .filter(t -> inputs.contains(t.index()) && isDynamic(t))
            .findFirst();
    if (dynamic.isPresent() && !compiledAllTheSame(inputs)) {
      refuse(
          RefusalReason.DynamicShape,
          null,
          "the input '%s' %s has no fixed size; convert the model with fixed shapes and a batch of 1"
              .formatted(Shown.name(dynamic.get().name()), dynamic.get().signature()));
    }
    for (Node node : nodes) {
      boolean computed =
          node.isBuiltin(OperatorRule.RESHAPE.code())
              && node.input(1).filter(t -> !t.isConstant() && !t.shape().contains(0)).isPresent();
      if (computed) {
        refuse(
            RefusalReason.DynamicShape,
            node.operator().index(),
            node.title()
                + " has a shape that is computed while the model runs; convert the model with fixed"
                + " shapes and a batch of 1");
      }
    }
  }

  private static boolean isDynamic(Tensor t) {
    return t.shapeSignature().stream().anyMatch(d -> d < 0)
        || t.shape().stream().anyMatch(d -> d < 0);
  }

  private boolean compiledAllTheSame(Set<Integer> inputs) {
    return nodes.stream()
            .allMatch(n ->
                n.isBuiltin(OperatorRule.QUANTIZE.code())
                    || n.isBuiltin(OperatorRule.FULLY_CONNECTED.code()))
        && nodes.stream()
            .filter(n -> n.isBuiltin(OperatorRule.FULLY_CONNECTED.code()))
            .flatMap(n -> n.given().stream())
            .noneMatch(t -> inputs.contains(t.index()));
  }

  private void known(Operator operator, Node node) {
    String custom = operator.customCode();
    if (custom != null) {
      knownCustom(operator, custom, node);
      return;
    }
    OptionalInt newest = CompilerOperators.newestVersion(operator.code(), operator.name());
    if (newest.isEmpty()) {
      refuse(
          RefusalReason.UnknownOperator,
          operator.index(),
          "%s is newer than compiler 16, which knows TensorFlow 2.5; %s"
              .formatted(node.title(), Alternatives.of(operator.name())));
    } else if (operator.version() > newest.getAsInt()) {
      refuse(
          RefusalReason.OperatorVersion,
          operator.index(),
          "%s has version %d, compiler 16 knows %d at most; %s"
              .formatted(node.title(), operator.version(), newest.getAsInt(), older(node)));
    }
  }

  private static String older(Node node) {
    boolean denseChannels =
        node.isBuiltin(OperatorRule.FULLY_CONNECTED.code())
            && node.input(1).filter(t -> t.quantization().scales().size() > 1).isPresent();
    return denseChannels
        ? "quantise dense layers per tensor (quantization.denseWeights PerTensor)"
        : "lower the version where the newer feature is unused (Atoll's adapter does), or convert"
            + " with an older TensorFlow (2.8 or before)";
  }

  private void knownCustom(Operator operator, String custom, Node node) {
    if (OTHER_ACCELERATORS.contains(custom)) {
      refuse(
          RefusalReason.OtherAccelerator,
          operator.index(),
          node.title() + " was compiled for another accelerator; take the model it was made from");
    } else if (!CompilerOperators.resolvesCustom(custom)) {
      refuse(
          RefusalReason.UnresolvedCustomOperator,
          operator.index(),
          node.title()
              + " is no operator of TensorFlow Lite; use built-in operators, or leave that step to"
              + " the caller");
    }
  }
}
