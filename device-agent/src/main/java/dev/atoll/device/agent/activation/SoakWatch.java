package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.serving.BusyException;
import dev.atoll.device.agent.serving.LatencyRecorder;
import dev.atoll.device.agent.supervisor.RefusedException;
import dev.atoll.device.agent.supervisor.RunnerGoneException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches a candidate while it serves; calls it itself when nobody else does. */
final class SoakWatch {
  private static final Duration MAX_TICK = Duration.ofSeconds(1);
  private static final Duration MIN_TICK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Candidate candidate;
  private final @Nullable Duration target;
  private final Consumer<String> log;

  SoakWatch(Candidate candidate, @Nullable Duration target, Consumer<String> log) {
    this.candidate = candidate;
    this.target = target;
    this.log = log;
  }

  /** Returns when the soak is over, or earlier with why the candidate is unfit. */
  Optional<Failure> run(Duration length) throws InterruptedException {
    Duration tick = tick(length);
    LatencyRecorder times = candidate.servable().latency();
    long end = System.nanoTime() + length.toNanos();
    long seen = times.count();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, tick.toNanos())));
      Optional<Failure> failure =
          times.count() == seen ? probe() : LatencyVerdict.tooSlow(times, target);
      if (failure.isPresent()) {
        return failure;
      }
      seen = times.count();
    }
    return LatencyVerdict.tooSlow(times, target);
  }

  private Optional<Failure> probe() throws InterruptedException {
    try {
      candidate.servable().infer(candidate.probe(), PATIENCE);
      return LatencyVerdict.tooSlow(candidate.servable().latency(), target);
    } catch (RefusedException e) {
      return Optional.of(
          new Failure(
              Reason.SelfTestFailed,
              "a golden sample that had passed fails during the soak: " + e.getMessage()));
    } catch (BusyException | RunnerGoneException e) {
      // A full queue is no fault of the model; a dead runner is counted by the supervisor.
      log.accept("no probe during the soak: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Duration tick(Duration length) {
    Duration part = length.dividedBy(25);
    if (part.compareTo(MAX_TICK) > 0) {
      return MAX_TICK;
    }
    return part.compareTo(MIN_TICK) < 0 ? MIN_TICK : part;
  }
}
