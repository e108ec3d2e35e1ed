package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.serving.LatencyRecorder;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the times so far allow a judgement about the 99th percentile. One slow inference among a
 * few may be the machine's mood: more than one in a hundred, and more than {@link #TOLERATED}, is
 * certain, whatever would still come up to {@link #ENOUGH} inferences.
 */
final class LatencyVerdict {
  /** Fewer inferences do not pass. */
  static final int LEAST = 20;

  /** More are not needed. */
  static final int ENOUGH = 300;

  private static final int TOLERATED = ENOUGH / 100;

  private LatencyVerdict() {}

  /** Why it is too slow, once that is certain; without a target nothing is. */
  static Optional<Failure> tooSlow(LatencyRecorder times, @Nullable Duration target) {
    if (target == null) {
      return Optional.empty();
    }
    long judged = Math.min(times.count(), 4096);
    return times.above(target) > Math.max(TOLERATED, judged / 100)
        ? Optional.of(failure(times.figures(), target))
        : Optional.empty();
  }

  /** When the time is over: too slow when all were. */
  static Optional<Failure> tooSlowInTime(LatencyRecorder times, @Nullable Duration target) {
    boolean all = target != null && times.count() > 0 && times.above(target) == times.count();
    return all && target != null
        ? Optional.of(failure(times.figures(), target))
        : tooSlow(times, target);
  }

  private static Failure failure(Figures f, Duration target) {
    return new Failure(
        Reason.LatencyAboveTarget,
        "the p99 of one inference is %s over %d inferences, the target is %s"
            .formatted(text(f.p99()), f.invocations(), text(target)));
  }

  /** Milliseconds with as many digits as matter. */
  static String text(Duration d) {
    double ms = d.toNanos() / 1e6;
    String format = ms >= 100 ? "%.0fms" : ms >= 10 ? "%.1fms" : ms >= 1 ? "%.2fms" : "%.3fms";
    return String.format(Locale.ROOT, format, ms);
  }
}
