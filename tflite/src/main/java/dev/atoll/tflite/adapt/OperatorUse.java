package dev.atoll.tflite.adapt;

import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operator with the tensors it works on and its options: all that its version can depend on. */
final class OperatorUse {
  /** More fields than any table of options has that is asked for here. */
  private static final int OPTION_FIELDS = 8;

  private final Operator operator;
  private final List<Optional<Tensor>> inputs;
  private final List<Optional<Tensor>> outputs;
  private final Map<Integer, Integer> options;

  private OperatorUse(
      Operator operator,
      List<Optional<Tensor>> inputs,
      List<Optional<Tensor>> outputs,
      Map<Integer, Integer> options) {
    this.operator = operator;
    this.inputs = inputs;
    this.outputs = outputs;
    this.options = options;
  }

  /**
   * Reads the operator's options from its table.
   *
   * @throws TfliteFormatException when they are broken
   */
  static OperatorUse read(Subgraph graph, Operator operator, FlatTable table)
      throws TfliteFormatException {
    Map<Integer, Integer> options = new HashMap<>();
    Optional<FlatTable> found = table.table(OPTIONS, "the options of operator " + operator.index());
    if (found.isPresent()) {
      for (int field = 0; field < OPTION_FIELDS; field++) {
        // Flags and enumerations have one byte, counts four: whether there is more than 0 is the
        // question here, and little-endian numbers below 128 show it in their first byte.
        int value = found.get().i8(field, 0);
        if (value != 0) {
          options.put(field, value);
        }
      }
    }
    return new OperatorUse(
        operator, tensors(graph, operator.inputs()), tensors(graph, operator.outputs()), options);
  }

  /** The schema's number of the field that holds an operator's options. */
  static final int OPTIONS = 4;

  private static List<Optional<Tensor>> tensors(Subgraph graph, List<Integer> indices) {
    return indices.stream()
        .map(i ->
            i >= 0 && i < graph.tensors().size()
                ? Optional.of(graph.tensors().get(i))
                : Optional.<Tensor>empty())
        .toList();
  }

  String name() {
    return operator.name();
  }

  Operator operator() {
    return operator;
  }

  int inputs() {
    return inputs.size();
  }

  Optional<Tensor> input(int at) {
    return at < inputs.size() ? inputs.get(at) : Optional.empty();
  }

  Optional<Tensor> output() {
    return outputs.isEmpty() ? Optional.empty() : outputs.getFirst();
  }

  boolean inputIs(int at, TensorType... types) {
    return input(at).map(t -> List.of(types).contains(t.type())).orElse(false);
  }

  boolean outputIs(TensorType type) {
    return output().map(t -> t.type() == type).orElse(false);
  }

  int rank(int at) {
    return input(at).map(t -> t.shape().size()).orElse(0);
  }

  boolean perChannel(int at) {
    return input(at).map(t -> t.quantization().scales().size() > 1).orElse(false);
  }

  /** The same without this option. */
  OperatorUse without(int field) {
    Map<Integer, Integer> fewer = new HashMap<>(options);
    fewer.remove(field);
    return new OperatorUse(operator, inputs, outputs, fewer);
  }

  /** The first byte of a field of the options; 0 when absent. */
  int option(int field) {
    return options.getOrDefault(field, 0);
  }
}
