package dev.atoll.device.agent.lifecycle;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The candidate's way: tried, switched to, watched, proven or given up. */
final class Trial {
  private Trial() {}

  static Step tryOnce(ModelState s, Instant now) {
    Assignment wanted = Objects.requireNonNull(s.wanted());
    if (s.tries() >= Lifecycle.MAX_TRIES) {
      return failed(
          s,
          new Failure(
              Reason.RunnerCrashed,
              "the agent ended "
                  + Lifecycle.MAX_TRIES
                  + " times while this revision was new; it is not tried again for this attempt"),
          now);
    }
    return Step.of(
        s.tried(s.tries() + 1).at(new Outcome(Phase.Activating, null, null, now)),
        new Action.Activate(wanted.attempt(), wanted.active()));
  }

  static Step testFailed(ModelState s, Failure failure, Instant now) {
    boolean again = failure.reason() == Reason.RunnerCrashed && s.tries() < Lifecycle.MAX_TRIES;
    return again ? tryOnce(s, now) : failed(s, failure, now);
  }

  static Step passed(ModelState s, Figures figures, Instant now) {
    Assignment wanted = Objects.requireNonNull(s.wanted());
    List<Action> actions = new ArrayList<>(List.of(new Action.Switch(wanted.active())));
    Deployment before = wanted.active().equals(s.serving()) ? null : s.serving();
    boolean keep =
        before != null
            && (before.equals(s.stable())
                || before.equals(s.previous())
                || before.equals(s.fallback()));
    if (before != null && !keep) {
      // A revision that never was proven: nothing will go back to it.
      actions.add(new Action.Drop(before));
    }
    ModelState serving = s.serving(wanted.active()).beside(keep ? before : null);
    return wanted.soak().isZero()
        ? proven(serving, figures, actions, now)
        : soak(serving, wanted, figures, actions, now);
  }

  static Step soak(
      ModelState s, Assignment wanted, Figures figures, List<Action> actions, Instant now) {
    actions.add(new Action.Soak(wanted.attempt(), wanted.active(), wanted.soak(), figures));
    return new Step(s.at(new Outcome(Phase.Active, null, figures, now)), actions);
  }

  static Step proven(ModelState s, Figures figures, Instant now) {
    return proven(s, figures, new ArrayList<>(), now);
  }

  private static Step proven(ModelState s, Figures figures, List<Action> actions, Instant now) {
    Deployment active = Objects.requireNonNull(s.wanted()).active();
    if (s.stable() != null && !s.stable().equals(active)) {
      actions.add(new Action.Drop(s.stable()));
    }
    if (s.beside() != null && !s.beside().equals(s.stable())) {
      actions.add(new Action.Drop(s.beside()));
    }
    actions.add(new Action.Sweep());
    return new Step(s.proven(active).at(new Outcome(Phase.Proven, null, figures, now)), actions);
  }

  /** It never served. */
  static Step failed(ModelState s, Failure failure, Instant now) {
    ModelState after = s.at(new Outcome(Phase.Failed, failure, null, now));
    if (Recovery.needsFallback(after)) {
      return Recovery.bring(after, new ArrayList<>());
    }
    return Step.of(
        after, Recovery.triesAgain(after) ? new Action.RetryLater() : new Action.Sweep());
  }

  /** It served and is unfit. */
  static Step reverted(ModelState s, Failure failure, @Nullable Figures figures, Instant now) {
    Deployment candidate = Objects.requireNonNull(s.wanted()).active();
    Deployment back = s.beside();
    List<Action> actions = new ArrayList<>();
    actions.add(new Action.Cancel());
    actions.add(back == null ? new Action.Withdraw() : new Action.Switch(back));
    actions.add(new Action.Drop(candidate));
    ModelState own = s.standIn().adopted() && candidate.equals(s.stable()) ? s.disowned() : s;
    ModelState after = own.serving(back).at(new Outcome(Phase.Reverted, failure, figures, now));
    Deployment stable = after.stable();
    if (stable != null && !stable.equals(back) && !stable.equals(candidate)) {
      // The disk did not give it back before the candidate came; it may by now.
      actions.add(new Action.Restore(stable));
      return new Step(after.loading(stable), actions);
    }
    return Recovery.needsFallback(after)
        ? Recovery.bring(after, actions)
        : new Step(after, actions);
  }

  static Step crashed(ModelState s, String message, Instant now) {
    return s.tries() < Lifecycle.MAX_TRIES
        ? Step.of(s.tried(s.tries() + 1))
        : reverted(s, new Failure(Reason.RunnerCrashed, message), null, now);
  }
}
