package dev.atoll.tflite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator of a subgraph.
 *
 * @param index within its subgraph, in order of execution
 * @param code the schema's code; {@link BuiltinOperator#CUSTOM} for a custom operator
 * @param version of the operator, from 1
 * @param inputs tensors of the subgraph; -1 where an optional input is left out
 * @param outputs tensors of the subgraph
 * @param customCode the name of a custom operator, else null
 */
public record Operator(
    int index,
    int code,
    int version,
    List<Integer> inputs,
    List<Integer> outputs,
    @Nullable String customCode) {

  /** Copies the lists. */
  public Operator {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The schema's name, or {@code CUSTOM:} and the name as it stands in the file. */
  public String name() {
    return customCode != null ? "CUSTOM:" + customCode : BuiltinOperator.nameOf(code);
  }
}
