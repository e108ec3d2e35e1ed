package dev.atoll.device.agent.lifecycle;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event means for a model. The stable revision serves until the candidate has
 * passed its self-test, and stays loaded until the candidate is proven.
 */
public final class Lifecycle {
  /** How often a revision may be loaded for one attempt before it counts as harmful. */
  public static final int MAX_TRIES = 2;

  private Lifecycle() {}

  /** The step that follows; an event that no longer matters changes nothing. */
  public static Step next(ModelState s, Event event, Instant now) {
    return switch (event) {
      case Event.Started e -> started(s, now);
      case Event.Assigned e -> assigned(s, e.wanted(), now);
      case Event.Unassigned e -> unassigned(s);
      case Event.Restored e -> restored(s, e.what(), now);
      case Event.RestoreFailed e -> restoreFailed(s, e, now);
      case Event.Fetched e ->
          current(s, e.attempt(), Phase.Fetching) ? tryOnce(s, now) : Step.of(s);
      case Event.FetchFailed e ->
          current(s, e.attempt(), Phase.Fetching) ? failed(s, e.failure(), now) : Step.of(s);
      case Event.Passed e ->
          current(s, e.attempt(), Phase.Activating) ? passed(s, e.figures(), now) : Step.of(s);
      case Event.TestFailed e ->
          current(s, e.attempt(), Phase.Activating) ? testFailed(s, e.failure(), now) : Step.of(s);
      case Event.SoakOver e ->
          current(s, e.attempt(), Phase.Active) ? proven(s, e.figures(), now) : Step.of(s);
      case Event.SoakFailed e ->
          current(s, e.attempt(), Phase.Active)
              ? reverted(s, e.failure(), e.figures(), now)
              : Step.of(s);
      case Event.Crashed e ->
          current(s, e.attempt(), Phase.Active) ? crashed(s, e.message(), now) : Step.of(s);
      case Event.RetryDue e -> retry(s, now);
      case Event.Stopping e -> stopping(s);
    };
  }

  private static Step started(ModelState s, Instant now) {
    return s.stable() != null
        ? Step.of(s.restoring(true), new Action.Restore(s.stable()))
        : resume(s, new ArrayList<>(), now);
  }

  /** Goes on with the wanted revision unless its fate is known. */
  private static Step resume(ModelState s, List<Action> actions, Instant now) {
    Assignment wanted = s.wanted();
    if (wanted == null) {
      return new Step(s, actions);
    }
    if (s.outcome() != null && s.outcome().phase().settled()) {
      if (mayPass(s.outcome())) {
        actions.add(new Action.RetryLater());
      }
      return new Step(s, actions);
    }
    Deployment serving = s.serving();
    if (serving != null && serving.equals(s.stable()) && serving.serves(wanted.active())) {
      return alreadyServed(s, wanted, actions, now);
    }
    actions.add(new Action.Fetch(wanted.attempt(), wanted.active()));
    return new Step(s.at(new Outcome(Phase.Fetching, null, null, now)), actions);
  }

  private static Step alreadyServed(
      ModelState s, Assignment wanted, List<Action> actions, Instant now) {
    Deployment serving = Objects.requireNonNull(s.serving());
    if (!serving.equals(wanted.active())) {
      // Another name for the same content: answers must carry the new one.
      actions.add(new Action.Relabel(serving, wanted.active()));
    }
    Figures known = s.outcome() == null ? null : s.outcome().figures();
    return new Step(
        s.proven(wanted.active()).at(new Outcome(Phase.Proven, null, known, now)), actions);
  }

  private static Step assigned(ModelState s, Assignment wanted, Instant now) {
    Assignment before = s.wanted();
    if (before != null && before.sameWish(wanted)) {
      return Step.of(s.updated(wanted));
    }
    if (s.restoring()) {
      // That comes first, then the new wish.
      return Step.of(s.wanting(wanted));
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.Cancel()));
    Deployment candidate = before == null ? null : before.active();
    if (soaking(s) && candidate != null) {
      if (candidate.serves(wanted.active())) {
        return soakAgain(s, wanted, actions, now);
      }
      Deployment beside = s.beside();
      if (beside != null) {
        actions.add(new Action.Switch(beside));
        actions.add(new Action.Drop(candidate));
        return resume(s.wanting(wanted).serving(beside), actions, now);
      }
      return resume(s.wanting(wanted), actions, now);
    }
    if (candidate != null && !candidate.equals(s.serving())) {
      actions.add(new Action.Drop(candidate));
    }
    return resume(s.wanting(wanted), actions, now);
  }

  /** The same content under a new attempt: it is loaded and tested, only the soak starts anew. */
  private static Step soakAgain(
      ModelState s, Assignment wanted, List<Action> actions, Instant now) {
    Outcome before = Objects.requireNonNull(s.outcome());
    Figures figures = Objects.requireNonNull(before.figures());
    Deployment serving = Objects.requireNonNull(s.serving());
    if (!serving.equals(wanted.active())) {
      actions.add(new Action.Relabel(serving, wanted.active()));
    }
    ModelState same = s.wanting(wanted).tried(1).serving(wanted.active()).beside(s.beside());
    return soak(same, wanted, figures, actions, now);
  }

  private static Step unassigned(ModelState s) {
    List<Action> actions = new ArrayList<>(List.of(new Action.Cancel(), new Action.Withdraw()));
    if (s.wanted() != null) {
      actions.add(new Action.Drop(s.wanted().active()));
    }
    if (s.stable() != null) {
      actions.add(new Action.Drop(s.stable()));
    }
    if (s.serving() != null) {
      actions.add(new Action.Drop(s.serving()));
    }
    if (s.beside() != null) {
      actions.add(new Action.Drop(s.beside()));
    }
    actions.add(new Action.Forget());
    actions.add(new Action.Sweep());
    return new Step(ModelState.unknown(s.name()), actions);
  }

  private static Step restored(ModelState s, Deployment what, Instant now) {
    boolean isStable = what.equals(s.stable());
    if (!isStable && !what.equals(s.previous())) {
      return Step.of(s, new Action.Drop(what));
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.Switch(what)));
    if (s.serving() != null && !s.serving().equals(what)) {
      actions.add(new Action.Drop(s.serving()));
    }
    ModelState serving = s.restoring(false).serving(what);
    if (!isStable) {
      actions.add(new Action.RetryLater());
      return resume(toldWhatServes(serving), actions, now);
    }
    return wasLost(s, what)
        ? new Step(serving.at(new Outcome(Phase.Proven, null, null, now)), actions)
        : resume(serving, actions, now);
  }

  private static ModelState toldWhatServes(ModelState s) {
    Outcome o = s.outcome();
    Failure failure = o == null ? null : o.failure();
    if (o == null || failure == null || o.phase() != Phase.Reverted) {
      return s;
    }
    Failure told = new Failure(failure.reason(), failure.message() + "; " + goesOn(s.serving()));
    return s.at(new Outcome(Phase.Reverted, told, null, o.since()));
  }

  /** True when the wanted revision itself was proven, then not to be had for a while. */
  private static boolean wasLost(ModelState s, Deployment stable) {
    return s.outcome() != null
        && s.outcome().phase() == Phase.Reverted
        && s.wanted() != null
        && s.wanted().active().equals(stable);
  }

  private static Step restoreFailed(ModelState s, Event.RestoreFailed e, Instant now) {
    boolean wasProven = s.outcome() != null && s.outcome().phase() == Phase.Proven;
    ModelState told = wasProven ? s.at(new Outcome(Phase.Reverted, e.failure(), null, now)) : s;
    Deployment previous = s.previous();
    if (e.what().equals(s.stable()) && previous != null && s.serving() == null) {
      return Step.of(told, new Action.Restore(previous));
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.RetryLater()));
    return resume(told.restoring(false), actions, now);
  }

  private static Step tryOnce(ModelState s, Instant now) {
    Assignment wanted = Objects.requireNonNull(s.wanted());
    if (s.tries() >= MAX_TRIES) {
      return failed(
          s,
          new Failure(
              Reason.RunnerCrashed,
              "the agent ended "
                  + MAX_TRIES
                  + " times while this revision was new; it is not tried again for this attempt"),
          now);
    }
    return Step.of(
        s.tried(s.tries() + 1).at(new Outcome(Phase.Activating, null, null, now)),
        new Action.Activate(wanted.attempt(), wanted.active()));
  }

  private static Step testFailed(ModelState s, Failure failure, Instant now) {
    boolean again = failure.reason() == Reason.RunnerCrashed && s.tries() < MAX_TRIES;
    return again ? tryOnce(s, now) : failed(s, failure, now);
  }

  private static Step passed(ModelState s, Figures figures, Instant now) {
    Assignment wanted = Objects.requireNonNull(s.wanted());
    List<Action> actions = new ArrayList<>(List.of(new Action.Switch(wanted.active())));
    Deployment before = wanted.active().equals(s.serving()) ? null : s.serving();
    boolean keep = before != null && (before.equals(s.stable()) || before.equals(s.previous()));
    if (before != null && !keep) {
      // A revision that never was proven: nothing will go back to it.
      actions.add(new Action.Drop(before));
    }
    ModelState serving = s.serving(wanted.active()).beside(keep ? before : null);
    return wanted.soak().isZero()
        ? proven(serving, figures, actions, now)
        : soak(serving, wanted, figures, actions, now);
  }

  private static Step soak(
      ModelState s, Assignment wanted, Figures figures, List<Action> actions, Instant now) {
    actions.add(new Action.Soak(wanted.attempt(), wanted.active(), wanted.soak(), figures));
    return new Step(s.at(new Outcome(Phase.Active, null, figures, now)), actions);
  }

  private static Step proven(ModelState s, Figures figures, Instant now) {
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

  private static Step failed(ModelState s, Failure failure, Instant now) {
    Failure told = new Failure(failure.reason(), failure.message() + "; " + goesOn(s.serving()));
    ModelState after = s.at(new Outcome(Phase.Failed, told, null, now));
    boolean retry =
        failure.reason().mayPass() || (s.stable() != null && !s.stable().equals(s.serving()));
    return Step.of(after, retry ? new Action.RetryLater() : new Action.Sweep());
  }

  private static Step reverted(
      ModelState s, Failure failure, @Nullable Figures figures, Instant now) {
    Deployment candidate = Objects.requireNonNull(s.wanted()).active();
    Deployment back = s.beside();
    Deployment stable = s.stable();
    Failure told = new Failure(failure.reason(), failure.message() + "; " + goesOn(back));
    List<Action> actions = new ArrayList<>();
    actions.add(new Action.Cancel());
    actions.add(back == null ? new Action.Withdraw() : new Action.Switch(back));
    actions.add(new Action.Drop(candidate));
    ModelState after = s.serving(back).at(new Outcome(Phase.Reverted, told, figures, now));
    if (stable == null || stable.equals(back) || stable.equals(candidate)) {
      return new Step(after, actions);
    }
    // The disk did not give it back before the candidate came; it may by now.
    actions.add(new Action.Restore(stable));
    return new Step(after.restoring(true), actions);
  }

  private static Step crashed(ModelState s, String message, Instant now) {
    return s.tries() < MAX_TRIES
        ? Step.of(s.tried(s.tries() + 1))
        : reverted(s, new Failure(Reason.RunnerCrashed, message), null, now);
  }

  private static Step retry(ModelState s, Instant now) {
    Outcome outcome = s.outcome();
    Assignment wanted = s.wanted();
    Deployment stable = s.stable();
    boolean settled = outcome == null || outcome.phase().settled();
    if (stable != null && !stable.equals(s.serving()) && settled && !s.restoring()) {
      return Step.of(s.restoring(true), new Action.Restore(stable));
    }
    if (wanted == null || outcome == null || !mayPass(outcome)) {
      return Step.of(s);
    }
    return Step.of(
        s.at(new Outcome(Phase.Fetching, null, null, now)),
        new Action.Fetch(wanted.attempt(), wanted.active()));
  }

  /** An orderly end is not the revision's fault: the try does not count. */
  private static Step stopping(ModelState s) {
    boolean inTrial =
        s.outcome() != null
            && (s.outcome().phase() == Phase.Activating || s.outcome().phase() == Phase.Active);
    return Step.of(inTrial ? s.tried(Math.max(0, s.tries() - 1)) : s, new Action.Cancel());
  }

  private static boolean mayPass(Outcome outcome) {
    Failure failure = outcome.failure();
    return outcome.phase() == Phase.Failed && failure != null && failure.reason().mayPass();
  }

  private static boolean soaking(ModelState s) {
    return s.outcome() != null && s.outcome().phase() == Phase.Active;
  }

  private static boolean current(ModelState s, long attempt, Phase phase) {
    return s.wanted() != null
        && s.wanted().attempt() == attempt
        && s.outcome() != null
        && s.outcome().phase() == phase;
  }

  private static String goesOn(@Nullable Deployment serving) {
    return serving == null ? "nothing is served" : "the device goes on with " + serving.revision();
  }
}
