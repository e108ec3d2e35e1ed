package dev.atoll.device.agent.lifecycle;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What serves when the candidate does not: the stable revision, the one before it, or, on a device
 * that has neither, the fleet's fallback. Each round of tries ends with one RetryLater while
 * something is left to be hoped for.
 */
final class Recovery {
  private Recovery() {}

  /** The wanted revision's fate is known: what else is to be done. */
  static Step settled(ModelState s, List<Action> actions) {
    if (needsFallback(s)) {
      return bring(s, actions);
    }
    if (triesAgain(s)) {
      later(actions);
    }
    return new Step(s, actions);
  }

  /** True when the fleet's fallback is what should serve now. */
  static boolean needsFallback(ModelState s) {
    Deployment fallback = s.fallback();
    Assignment wanted = s.wanted();
    if (fallback == null
        || wanted == null
        || s.loading() != null
        || s.standIn().tries() >= Lifecycle.MAX_TRIES
        || !s.settled()
        || fallback.serves(wanted.active())) {
      return false;
    }
    return s.serving() == null || outdated(s, fallback);
  }

  /** An earlier fallback stands in. */
  private static boolean outdated(ModelState s, Deployment fallback) {
    return s.standIn().adopted()
        && Objects.equals(s.serving(), s.stable())
        && !fallback.equals(s.stable());
  }

  /** True when trying again later makes sense. */
  static boolean triesAgain(ModelState s) {
    return s.mayPass() || s.stableIsAway() || needsFallback(s);
  }

  static boolean loadsFallback(ModelState s) {
    Deployment loading = s.loading();
    return loading != null && !loading.equals(s.stable()) && !loading.equals(s.previous());
  }

  /** Gets the fallback onto the disk. */
  static Step bring(ModelState s, List<Action> actions) {
    Deployment fallback = Objects.requireNonNull(s.fallback());
    actions.add(new Action.Bring(fallback));
    return new Step(s.loading(fallback), actions);
  }

  static Step anotherFallback(ModelState s, Assignment wanted) {
    List<Action> actions = new ArrayList<>();
    ModelState now = s.updated(wanted).standIn(s.standIn().anew());
    if (loadsFallback(s)) {
      actions.add(new Action.Cancel());
      now = now.loading(null);
    }
    return now.settled() && now.loading() == null ? follow(now, actions) : new Step(now, actions);
  }

  private static Step follow(ModelState s, List<Action> actions) {
    Deployment fallback = s.fallback();
    Deployment serving = s.serving();
    if (fallback != null && serving != null && outdated(s, fallback) && serving.serves(fallback)) {
      actions.add(new Action.Relabel(serving, fallback));
      return new Step(s.adopted(fallback), actions);
    }
    return settled(s, actions);
  }

  /** It is on the disk; what is about to be tried is counted first. */
  static Step brought(ModelState s, Deployment what) {
    if (!what.equals(s.loading())) {
      return Step.of(s);
    }
    StandIn tried = s.standIn().tried(s.standIn().tries() + 1);
    return Step.of(s.standIn(tried), new Action.Restore(what));
  }

  static Step notBrought(ModelState s, Deployment what, Failure failure) {
    if (!what.equals(s.loading())) {
      return Step.of(s);
    }
    int tries = s.standIn().tries() + (failure.reason().mayPass() ? 0 : 1);
    return standInFailed(s.standIn(s.standIn().tried(tries)), failure);
  }

  private static Step standInFailed(ModelState s, Failure failure) {
    ModelState told = s.loading(null).standIn(s.standIn().failed(failure));
    return Step.of(told, triesAgain(told) ? new Action.RetryLater() : new Action.Sweep());
  }

  static Step restored(ModelState s, Deployment what, Instant now) {
    if (!what.equals(s.loading())) {
      return Step.of(s, new Action.Drop(what));
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.Switch(what)));
    if (s.serving() != null && !s.serving().equals(what)) {
      actions.add(new Action.Drop(s.serving()));
    }
    if (loadsFallback(s) && (s.stable() == null || s.standIn().adopted())) {
      actions.add(new Action.Sweep());
      return settled(s.adopted(what), actions);
    }
    ModelState serving = s.loading(null).standIn(s.standIn().anew()).serving(what);
    if (!what.equals(s.stable())) {
      later(actions);
      return Lifecycle.resume(serving, actions, now);
    }
    return wasLost(s, what)
        ? new Step(serving.at(new Outcome(Phase.Proven, null, null, now)), actions)
        : Lifecycle.resume(serving, actions, now);
  }

  /** True when the wanted revision itself was proven, then not to be had for a while. */
  private static boolean wasLost(ModelState s, Deployment stable) {
    return s.outcome() != null
        && s.outcome().phase() == Phase.Reverted
        && s.wanted() != null
        && s.wanted().active().equals(stable);
  }

  static Step restoreFailed(ModelState s, Deployment what, Failure failure, Instant now) {
    if (!what.equals(s.loading())) {
      return Step.of(s);
    }
    if (loadsFallback(s)) {
      return standInFailed(s, failure);
    }
    boolean wasProven = s.outcome() != null && s.outcome().phase() == Phase.Proven;
    ModelState told = wasProven ? s.at(new Outcome(Phase.Reverted, failure, null, now)) : s;
    Deployment previous = s.previous();
    if (what.equals(s.stable()) && previous != null && s.serving() == null) {
      return Step.of(told.loading(previous), new Action.Restore(previous));
    }
    return told.mayPass()
        ? fetchAgain(told.loading(null), now)
        : Lifecycle.resume(told.loading(null), retryWithoutWish(s), now);
  }

  private static List<Action> retryWithoutWish(ModelState s) {
    return s.wanted() == null
        ? new ArrayList<>(List.of(new Action.RetryLater()))
        : new ArrayList<>();
  }

  static Step retry(ModelState s, Instant now) {
    if (s.loading() != null || s.outcome() != null && !s.settled()) {
      // What is under way decides when to come back.
      return Step.of(s);
    }
    Deployment stable = s.stable();
    if (stable != null && s.stableIsAway()) {
      return Step.of(s.loading(stable), new Action.Restore(stable));
    }
    if (s.mayPass()) {
      return fetchAgain(s, now);
    }
    return needsFallback(s) ? bring(s, new ArrayList<>()) : Step.of(s);
  }

  private static Step fetchAgain(ModelState s, Instant now) {
    return Lifecycle.fetch(s, Objects.requireNonNull(s.wanted()), new ArrayList<>(), now);
  }

  /** An orderly end is not the fallback's fault: the try does not count. */
  static ModelState stopping(ModelState s) {
    return loadsFallback(s)
        ? s.standIn(s.standIn().tried(Math.max(0, s.standIn().tries() - 1)))
        : s;
  }

  private static void later(List<Action> actions) {
    if (!actions.contains(new Action.RetryLater())) {
      actions.add(new Action.RetryLater());
    }
  }
}
