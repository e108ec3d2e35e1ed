package dev.atoll.device.agent.supervisor;

import java.time.Duration;

/**
 * How long the runner may take.
 *
 * @param infer one inference, once it is its turn; longer means that it hangs
 * @param load loading one model
 * @param ping answering at all
 * @param heartbeat between two pings
 * @param patience for a runner to come up
 * @param healthyAfter a runner that lived longer was healthy: the next restart is immediate
 * @param threads of each interpreter
 */
public record RunnerLimits(
    Duration infer,
    Duration load,
    Duration ping,
    Duration heartbeat,
    Duration patience,
    Duration healthyAfter,
    int threads) {
  private static final long MAX_DELAY = 10_000;

  /** For production. */
  public static RunnerLimits standard(int threads) {
    return new RunnerLimits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        threads);
  }

  /** The wait before the next start: none at first, then doubling from 100 ms to 10 s. */
  Duration restartDelay(int crashes) {
    if (crashes <= 1) {
      return Duration.ZERO;
    }
    return Duration.ofMillis(Math.min(MAX_DELAY, 100L << Math.min(crashes - 2, 20)));
  }
}
