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
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofSeconds(5), Duration.ofMinutes(5));

  boolean another(int tries) {
    return tries < most;
  }

  /** The pause after so many tries. */
  Duration backoff(int tries) {
    var pause = first.multipliedBy(1L << Math.min(20, Math.max(0, tries - 1)));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
