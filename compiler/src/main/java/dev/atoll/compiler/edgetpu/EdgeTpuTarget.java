package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import org.jspecify.annotations.Nullable;

/** The least share of operators on the Edge TPU, compared anew with an artifact that is there. */
public final class EdgeTpuTarget {
  private EdgeTpuTarget() {}

  /**
   * True, or NotMappable. Nothing is compared where the number of mapped operators is unknown, as
   * in a source that was compiled before.
   */
  public static Outcome<Boolean> check(
      @Nullable EdgeTpu wanted,
      @Nullable EdgeTpuCompilation made,
      @Nullable EdgeTpuAnalysis analysis) {
    Integer mapped = made == null ? null : made.mappedOps();
    if (wanted == null || made == null || mapped == null || analysis == null) {
      return Outcome.done(true);
    }
    int total = mapped + made.cpuOps();
    return 100L * mapped >= (long) wanted.leastPercent() * total
        ? Outcome.done(true)
        : Outcome.refused(Outcomes.tooFew("but", mapped, total, wanted.leastPercent(), analysis));
  }
}
