package dev.atoll.tflite;

import java.util.List;

/** A named way to call a subgraph, with names for its inputs and outputs. */
public record Signature(String key, long subgraph, List<Port> inputs, List<Port> outputs) {
  /** The tensor of the subgraph behind a name. */
  public record Port(String name, long tensor) {}

  /** Copies the lists. */
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
