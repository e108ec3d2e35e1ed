package dev.atoll.device.agent;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Outcome;
import dev.atoll.device.agent.lifecycle.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whom the end of the runner counts against. */
final class Blame {
  /** A failed self-test may be told shortly before the end of the runner that failed it. */
  private static final Duration JUST = Duration.ofSeconds(2);

  private Blame() {}

  /**
   * The newest revision that serves and is not proven yet; nobody when a revision is in its
   * self-test, because that test fails with the runner and counts by itself.
   */
  static Optional<ModelState> of(List<ModelState> models, Instant now) {
    if (models.stream().anyMatch(s -> explains(s, now))) {
      return Optional.empty();
    }
    return models.stream()
        .filter(s -> s.outcome() != null && s.outcome().phase() == Outcome.Phase.Active)
        .max(Comparator.comparing(s -> Objects.requireNonNull(s.outcome()).since()));
  }

  private static boolean explains(ModelState s, Instant now) {
    Outcome o = s.outcome();
    if (o == null) {
      return false;
    }
    Failure failure = o.failure();
    boolean justCrashed =
        o.phase() == Outcome.Phase.Failed
            && failure != null
            && failure.reason() == Reason.RunnerCrashed
            && o.since().plus(JUST).isAfter(now);
    return o.phase() == Outcome.Phase.Activating || justCrashed;
  }
}
