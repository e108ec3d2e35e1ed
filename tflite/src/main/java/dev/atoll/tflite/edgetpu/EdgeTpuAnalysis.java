package dev.atoll.tflite.edgetpu;

import java.util.List;

/**
 * What the Edge TPU compiler would make of a model.
 *
 * @param operators of the main subgraph, in the file's order; placed as if the refusals were cured
 * @param refusals empty when compiler 16 takes the model
 * @param estimate of a source model; {@link MemoryEstimate#NONE} for a compiled file, whose package
 *     says it exactly
 */
public record EdgeTpuAnalysis(
    List<OperatorPlacement> operators, List<CompilerRefusal> refusals, MemoryEstimate estimate) {

  /** Copies the lists. */
  public EdgeTpuAnalysis {
    operators = List.copyOf(operators);
    refusals = List.copyOf(refusals);
  }

  /** How many operators run there. */
  public long count(Place place) {
    return operators.stream().filter(o -> o.place() == place).count();
  }
}
