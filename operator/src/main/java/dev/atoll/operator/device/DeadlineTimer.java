package dev.atoll.operator.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a check at the next deadline. A deadline that moved away costs one check in vain. */
final class DeadlineTimer implements AutoCloseable {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("liveness").daemon().factory());
  private final InstantSource clock;
  private final Runnable check;
  private @Nullable Instant at;
  private @Nullable ScheduledFuture<?> scheduled;

  DeadlineTimer(InstantSource clock, Runnable check) {
    this.clock = clock;
    this.check = check;
  }

  /** Makes sure that the check runs at this moment, or earlier. */
  synchronized void atLatest(Optional<Instant> deadline) {
    if (deadline.isEmpty() || executor.isShutdown()) return;
    if (at != null && !deadline.get().isBefore(at)) return;
    if (scheduled != null) scheduled.cancel(false);
    at = deadline.get();
    var wait = Duration.between(clock.instant(), at).plusMillis(1);
    scheduled = executor.schedule(this::fire, Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void fire() {
    synchronized (this) {
      at = null;
      scheduled = null;
    }
    check.run();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
