package dev.atoll.device.agent.lifecycle;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides what an event means for a model. The stable revision serves until the candidate has
 * passed its self-test, and stays loaded until the candidate is proven. A device that has nothing
 * of its own to go back to takes the fleet's fallback.
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
      case Event.Restored e -> Recovery.restored(s, e.what(), now);
      case Event.RestoreFailed e -> Recovery.restoreFailed(s, e.what(), e.failure(), now);
      case Event.Brought e -> Recovery.brought(s, e.what());
      case Event.NotBrought e -> Recovery.notBrought(s, e.what(), e.failure());
      case Event.Fetched e ->
          current(s, e.attempt(), Phase.Fetching) ? Trial.tryOnce(s, now) : Step.of(s);
      case Event.FetchFailed e ->
          current(s, e.attempt(), Phase.Fetching) ? Trial.failed(s, e.failure(), now) : Step.of(s);
      case Event.Passed e ->
          current(s, e.attempt(), Phase.Activating)
              ? Trial.passed(s, e.figures(), now)
              : Step.of(s);
      case Event.TestFailed e ->
          current(s, e.attempt(), Phase.Activating)
              ? Trial.testFailed(s, e.failure(), now)
              : Step.of(s);
      case Event.SoakOver e ->
          current(s, e.attempt(), Phase.Active) ? Trial.proven(s, e.figures(), now) : Step.of(s);
      case Event.SoakFailed e ->
          current(s, e.attempt(), Phase.Active)
              ? Trial.reverted(s, e.failure(), e.figures(), now)
              : Step.of(s);
      case Event.Crashed e ->
          current(s, e.attempt(), Phase.Active) ? Trial.crashed(s, e.message(), now) : Step.of(s);
      case Event.RetryDue e -> Recovery.retry(s, now);
      case Event.Stopping e -> stopping(s);
    };
  }

  private static Step started(ModelState s, Instant now) {
    return s.stable() != null
        ? Step.of(s.loading(s.stable()), new Action.Restore(s.stable()))
        : resume(s, new ArrayList<>(), now);
  }

  /** Goes on with the wanted revision unless its fate is known. */
  static Step resume(ModelState s, List<Action> actions, Instant now) {
    Assignment wanted = s.wanted();
    if (wanted == null) {
      return new Step(s, actions);
    }
    if (s.settled()) {
      return Recovery.settled(s, actions);
    }
    Deployment serving = s.serving();
    if (serving != null
        && serving.equals(s.stable())
        && serving.serves(wanted.active())
        && !s.standIn().adopted()) {
      return alreadyServed(s, wanted, serving, actions, now);
    }
    return fetch(s, wanted, actions, now);
  }

  static Step fetch(ModelState s, Assignment wanted, List<Action> actions, Instant now) {
    actions.add(new Action.Fetch(wanted.attempt(), wanted.active()));
    return new Step(s.at(new Outcome(Phase.Fetching, null, null, now)), actions);
  }

  private static Step alreadyServed(
      ModelState s, Assignment wanted, Deployment serving, List<Action> actions, Instant now) {
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
      return Objects.equals(before.fallback(), wanted.fallback())
          ? Step.of(s.updated(wanted))
          : Recovery.anotherFallback(s, wanted);
    }
    if (s.loading() != null && !Recovery.loadsFallback(s)) {
      // That comes first, then the new wish.
      return Step.of(s.wanting(wanted));
    }
    return wished(s.loading(null), wanted, now);
  }

  private static Step wished(ModelState s, Assignment wanted, Instant now) {
    List<Action> actions = new ArrayList<>(List.of(new Action.Cancel()));
    Deployment candidate = s.wanted() == null ? null : s.wanted().active();
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
    return Trial.soak(same, wanted, figures, actions, now);
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

  /** An orderly end is not the revision's fault: the try does not count. */
  private static Step stopping(ModelState s) {
    boolean inTrial =
        s.outcome() != null
            && (s.outcome().phase() == Phase.Activating || s.outcome().phase() == Phase.Active);
    ModelState after = inTrial ? s.tried(Math.max(0, s.tries() - 1)) : s;
    return Step.of(Recovery.stopping(after), new Action.Cancel());
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
}
