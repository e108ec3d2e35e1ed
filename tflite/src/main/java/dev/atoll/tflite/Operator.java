package dev.atoll.tflite;

import java.util.List;
import java.util.Map;
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
 * @param options those of a built-in operator that are known here and not at their default
 */
public record Operator(
    int index,
    int code,
    int version,
    List<Integer> inputs,
    List<Integer> outputs,
    @Nullable String customCode,
    Map<OperatorOption, Integer> options) {

  /** Copies the collections. */
  public Operator {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    options = Map.copyOf(options);
  }

  /** The schema's name, or {@code CUSTOM:} and the name as it stands in the file. */
  public String name() {
    return customCode != null ? "CUSTOM:" + customCode : BuiltinOperator.nameOf(code);
  }

  /** The value of an option, or the schema's default for it. */
  public int option(OperatorOption option) {
    return options.getOrDefault(option, option.otherwise());
  }
}
