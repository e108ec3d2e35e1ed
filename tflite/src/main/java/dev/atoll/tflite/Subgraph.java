package dev.atoll.tflite;

import java.util.List;

/** A graph of operators; the first one of a model is the one that is invoked. */
public record Subgraph(
    int index,
    String name,
    List<Tensor> tensors,
    List<Integer> inputs,
    List<Integer> outputs,
    List<Operator> operators) {

  /** Copies the lists. */
  public Subgraph {
    tensors = List.copyOf(tensors);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operators = List.copyOf(operators);
  }
}
