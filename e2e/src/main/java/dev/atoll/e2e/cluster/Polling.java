package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks again until something is so, never longer than a limit. */
final class Polling {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Polling() {}

  /** Whether the condition came true within the limit. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    var end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClusterException(Reason.Interrupted, "interrupted while waiting", e);
      }
    }
    return true;
  }
}
