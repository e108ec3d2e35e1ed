package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.edgetpu.Placement.Placed;
import java.util.List;
import java.util.Set;

/** Tells what the Edge TPU compiler, version 16.0, makes of a model. Pure and total. */
public final class EdgeTpuAnalyzer {
  /** The name of the operator that holds what the compiler made. */
  public static final String EDGE_TPU_OPERATOR = "edgetpu-custom-op";

  private EdgeTpuAnalyzer() {}

  /** For the newest runtime, 14. */
  public static EdgeTpuAnalysis analyze(TfliteModel model) {
    return analyze(model, OperatorRule.NEWEST_RUNTIME);
  }

  /**
   * A model, source or compiled; also one that {@link dev.atoll.tflite.RangeCheck} refuses.
   *
   * @param minRuntimeVersion the oldest Edge TPU runtime it is for, 10 to 14: the compiler's option
   *     {@code -m}
   */
  public static EdgeTpuAnalysis analyze(TfliteModel model, int minRuntimeVersion) {
    List<Operator> operators = model.main().operators();
    if (operators.stream().anyMatch(EdgeTpuAnalyzer::isCompiled)) {
      return new EdgeTpuAnalysis(
          operators.stream().map(EdgeTpuAnalyzer::asItStands).toList(),
          List.of(),
          MemoryEstimate.NONE);
    }
    List<Placed> placed = Placement.of(model.main(), minRuntimeVersion);
    List<Node> mapped =
        placed.stream().filter(p -> p.place() == Place.EdgeTpu).map(Placed::node).toList();
    return new EdgeTpuAnalysis(
        placed.stream().map(p -> Advice.placement(p, placed)).toList(),
        Refusals.of(model),
        OnChipMemory.estimate(mapped, Set.copyOf(model.main().inputs())));
  }

  private static boolean isCompiled(Operator operator) {
    return EDGE_TPU_OPERATOR.equals(operator.customCode());
  }

  private static OperatorPlacement asItStands(Operator operator) {
    boolean compiled = isCompiled(operator);
    return new OperatorPlacement(
        operator.index(),
        operator.name(),
        operator.version(),
        compiled ? Place.EdgeTpu : Place.Cpu,
        compiled ? PlacementReason.Compiled : PlacementReason.LeftByCompiler,
        "");
  }
}
