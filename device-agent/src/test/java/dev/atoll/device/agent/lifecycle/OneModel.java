package dev.atoll.device.agent.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One model on a device, driven event by event: where it stands and what is to be done now. */
final class OneModel {
  static final Figures FIGURES = new Figures(Duration.ofMillis(1), Duration.ofMillis(2), 20);
  static final Deployment V1 = deployment("digits-1", "a", null);
  static final Deployment V2 = deployment("digits-2", "b", Duration.ofMillis(20));
  static final Deployment V3 = deployment("digits-3", "c", null);
  static final Failure BAD = new Failure(Reason.SelfTestFailed, "it differs");
  static final Failure LINE = new Failure(Reason.DownloadFailed, "no line");
  static final Failure GONE = new Failure(Reason.DigestMismatch, "damaged");

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private ModelState state = ModelState.unknown("vision.digits");
  private List<Action> actions = List.of();

  /**
   * Something to run.
   *
   * @param digest one hexadecimal digit, which stands for the content
   * @param target of the latency
   */
  static Deployment deployment(String revision, String digest, @Nullable Duration target) {
    return new Deployment(revision, "registry:1/a", "sha256:" + digest.repeat(64), target);
  }

  void on(Event... events) {
    for (Event e : events) {
      Step step = Lifecycle.next(state, e, NOW);
      state = step.state();
      actions = step.actions();
    }
  }

  void assign(long attempt, Deployment what, long soakSeconds) {
    assign(attempt, what, soakSeconds, null);
  }

  void assign(long attempt, Deployment what, long soakSeconds, @Nullable Deployment fallback) {
    on(
        new Event.Assigned(
            new Assignment(attempt, what, Duration.ofSeconds(soakSeconds), fallback)));
  }

  /** V1 was assigned as attempt 1 and is proven. */
  void provenV1() {
    assign(1, V1, 0);
    on(new Event.Fetched(1), new Event.Passed(1, FIGURES));
  }

  /** V2 is assigned as attempt 2 and serves, soaking, beside V1. */
  void soakingV2() {
    provenV1();
    assign(2, V2, 60);
    on(new Event.Fetched(2), new Event.Passed(2, FIGURES));
  }

  /** What a restart finds. */
  void restart() {
    state = state.durable();
    on(new Event.Started());
  }

  ModelState state() {
    return state;
  }

  /** What the last event asks for. */
  List<Action> actions() {
    return actions;
  }

  Outcome outcome() {
    return Objects.requireNonNull(state.outcome());
  }

  Outcome.Phase phase() {
    return outcome().phase();
  }

  Reason reason() {
    return Objects.requireNonNull(outcome().failure()).reason();
  }
}
