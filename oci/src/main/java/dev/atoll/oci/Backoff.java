package dev.atoll.oci;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter, as a pure policy.
 *
 * @param first the wait before the first repetition
 * @param max no wait is longer
 * @param attempts how often something without progress is tried in all, at least 1
 */
public record Backoff(Duration first, Duration max, int attempts) {
  /** Five attempts within about 10 seconds. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(300), Duration.ofSeconds(5), 5);

  /** Refuses a policy that could not wait or never try. */
  public Backoff {
    if (first.isNegative() || max.compareTo(first) < 0 || attempts < 1) {
      throw new IllegalArgumentException("0 ≤ first ≤ max and at least one attempt are needed");
    }
  }

  /** True when nothing more is to be tried after {@code failed} attempts without progress. */
  public boolean exhausted(int failed) {
    return failed >= attempts;
  }

  /**
   * The wait after {@code failed} (≥ 1) attempts: between half and all of {@code first × 2^(failed
   * − 1)}, so that many clients do not come back at once.
   */
  public Duration delay(int failed, RandomGenerator random) {
    int doublings = Math.min(failed - 1, 30);
    long ceiling = Math.min(max.toMillis(), first.toMillis() * (1L << doublings));
    long floor = ceiling / 2;
    return Duration.ofMillis(floor + random.nextLong(ceiling - floor + 1));
  }
}
