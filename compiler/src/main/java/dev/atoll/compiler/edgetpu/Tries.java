package dev.atoll.compiler.edgetpu;

import dev.atoll.tflite.compilerlog.CompilerFailure;
import dev.atoll.tflite.compilerlog.CompilerOutcome;
import dev.atoll.tflite.compilerlog.CompilerOutcome.Failed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls the compiler until it works, no other call can help, or the time is over. */
final class Tries {
  /** The compiler's own faults pass at times: its third try worked (google-coral/edgetpu#211). */
  private static final int SAME_AGAIN = 3;

  /** At most about so many cuts: each one is a compile of nearly the whole model. */
  private static final int CUTS = 16;

  /** What an earlier cut of the graph can cure. */
  private static final Set<CompilerFailure> CURABLE =
      EnumSet.of(
          CompilerFailure.LargeActivationTensors,
          CompilerFailure.InternalCompilerError,
          CompilerFailure.CompilerCrashed,
          CompilerFailure.Unknown);

  private final CompilerCall call;
  private final Duration budget;
  private final InstantSource clock;
  private final int operators;

  Tries(CompilerCall call, Duration budget, InstantSource clock, int operators) {
    this.call = call;
    this.budget = budget;
    this.clock = clock;
    this.operators = operators;
  }

  /**
   * The last call.
   *
   * @param search whether it was the one that may cut the graph
   * @param first why the search was needed, null when there was none
   */
  record Last(CompilerCall.Run run, int tries, boolean search, @Nullable Failed first) {}

  Last untilItWorks() throws IOException, InterruptedException {
    Instant end = clock.instant().plus(budget);
    int tries = 1;
    CompilerCall.Run run = call.plain(budget, tries);
    while (failure(run) == CompilerFailure.InternalCompilerError
        && tries < SAME_AGAIN
        && left(end).isPositive()) {
      run = call.plain(left(end), ++tries);
    }
    if (!(run.output().outcome() instanceof Failed first)) {
      return new Last(run, tries, false, null);
    }
    if (run.killed() || !CURABLE.contains(first.reason()) || !left(end).isPositive()) {
      return new Last(run, tries, false, null);
    }
    int step = Math.max(1, (operators + CUTS - 1) / CUTS);
    CompilerCall.Run search = call.searching(left(end), ++tries, step);
    return new Last(search, tries, true, first);
  }

  private Duration left(Instant end) {
    return Duration.between(clock.instant(), end);
  }

  private static @Nullable CompilerFailure failure(CompilerCall.Run run) {
    return run.output().outcome() instanceof CompilerOutcome.Failed f ? f.reason() : null;
  }
}
