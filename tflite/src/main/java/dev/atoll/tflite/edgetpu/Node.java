package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.BuiltinOperator;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operator with the tensors it names.
 *
 * @param inputs in the operator's order; null where an optional one is left out
 * @param sound false when it names a tensor that does not exist, which then is missing here
 */
record Node(Operator operator, List<@Nullable Tensor> inputs, List<Tensor> outputs, boolean sound) {

  static Node of(Subgraph graph, Operator operator) {
    boolean sound = !operator.outputs().isEmpty();
    List<@Nullable Tensor> inputs = new ArrayList<>();
    for (int i : operator.inputs()) {
      boolean exists = i >= 0 && i < graph.tensors().size();
      sound &= exists || i == -1;
      inputs.add(exists ? graph.tensors().get(i) : null);
    }
    List<Tensor> outputs = new ArrayList<>();
    for (int o : operator.outputs()) {
      if (o >= 0 && o < graph.tensors().size()) {
        outputs.add(graph.tensors().get(o));
      } else {
        sound = false;
      }
    }
    return new Node(operator, inputs, outputs, sound);
  }

  static List<Node> all(Subgraph graph) {
    return graph.operators().stream().map(o -> of(graph, o)).toList();
  }

  boolean isBuiltin(int code) {
    return operator.code() == code && code != BuiltinOperator.CUSTOM;
  }

  int option(OperatorOption option) {
    return operator.option(option);
  }

  /** The input at a place, unless it is left out. */
  Optional<Tensor> input(int at) {
    return at < inputs.size() ? Optional.ofNullable(inputs.get(at)) : Optional.empty();
  }

  /** Inputs that are there. */
  List<Tensor> given() {
    List<Tensor> given = new ArrayList<>();
    for (Tensor t : inputs) {
      if (t != null) {
        given.add(t);
      }
    }
    return given;
  }

  /** What is computed at run time: inputs that are no constants, and the outputs. */
  List<Tensor> activations() {
    List<Tensor> activations =
        new ArrayList<>(given().stream().filter(t -> !t.isConstant()).toList());
    activations.addAll(outputs);
    return activations;
  }

  /** For instance {@code CONV_2D (operator 3)}. */
  String title() {
    return Shown.name(operator.name()) + " (operator " + operator.index() + ")";
  }
}
