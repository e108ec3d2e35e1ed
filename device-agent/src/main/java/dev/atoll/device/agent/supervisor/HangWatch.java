package dev.atoll.device.agent.supervisor;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a runner that hangs. Requests to one model wait for each other in the runner, so the time
 * of one counts from when it was sent or, later, from the last answer of its model: waiting for its
 * turn is not hanging.
 */
final class HangWatch {
  private final ScheduledExecutorService timer;
  private final Consumer<String> hung;

  /** Requests under way, by model; guarded by itself. */
  private final Map<String, Set<Watch>> waiting = new HashMap<>();

  /** Tells why, at most once for each request. */
  HangWatch(ScheduledExecutorService timer, Consumer<String> hung) {
    this.timer = timer;
    this.hung = hung;
  }

  /** One request under way. */
  final class Watch implements AutoCloseable {
    private final @Nullable String model;
    private final Duration limit;
    private ScheduledFuture<?> alarm;

    private Watch(@Nullable String model, Duration limit) {
      this.model = model;
      this.limit = limit;
      this.alarm = schedule();
    }

    private ScheduledFuture<?> schedule() {
      return timer.schedule(
          () -> hung.accept("no answer within " + limit.toMillis() + " ms"),
          limit.toMillis(),
          TimeUnit.MILLISECONDS);
    }

    private void begin() {
      alarm.cancel(false);
      alarm = schedule();
    }

    /** The answer is there; the others of this model begin to count. */
    @Override
    public void close() {
      synchronized (waiting) {
        alarm.cancel(false);
        if (model == null) {
          return;
        }
        Set<Watch> others = waiting.get(model);
        if (others == null) {
          return;
        }
        others.remove(this);
        if (others.isEmpty()) {
          waiting.remove(model);
        }
        if (!timer.isShutdown()) {
          others.forEach(Watch::begin);
        }
      }
    }
  }

  /**
   * Begins to count.
   *
   * @param model whose requests wait for each other, null for one that waits for none
   * @throws java.util.concurrent.RejectedExecutionException when the timer has ended
   */
  Watch watch(@Nullable String model, Duration limit) {
    synchronized (waiting) {
      Watch made = new Watch(model, limit);
      if (model != null) {
        waiting.computeIfAbsent(model, m -> new HashSet<>()).add(made);
      }
      return made;
    }
  }
}
