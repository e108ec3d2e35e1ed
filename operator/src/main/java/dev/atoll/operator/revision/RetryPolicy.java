package dev.atoll.operator.revision;

import java.time.Duration;

/**
 * How often a compile is tried, and after what pauses.
 *
 * @param most tries in all
 * @param first pause, doubled after each further try
 * @param longest pause
 */
public record RetryPolicy(int most, Duration first, Duration longest) {
  public RetryPolicy {
    if (most < 1)
      throw new IllegalArgumentException("atoll.compile.retries.most must be 1 or more");
    if (first.isNegative() || longest.isNegative())
      throw new IllegalArgumentException(
          "atoll.compile.retries.first and .longest are pauses: give 0s or more");
  }

  boolean another(int tries) {
    return tries < most;
  }

  /** The pause after so many tries. */
  Duration backoff(int tries) {
    var pause = first.multipliedBy(1L << Math.min(20, Math.max(0, tries - 1)));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
