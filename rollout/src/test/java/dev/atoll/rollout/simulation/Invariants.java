package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Action;
import dev.atoll.rollout.DeviceView;
import dev.atoll.rollout.OnFailure;
import dev.atoll.rollout.Progress;
import dev.atoll.rollout.RolloutPhase;
import dev.atoll.rollout.RolloutPlan;
import dev.atoll.rollout.RolloutPlanner;
import dev.atoll.rollout.RolloutSnapshot;
import dev.atoll.rollout.RolloutSpec;
import dev.atoll.rollout.SteadyStatePlan;
import dev.atoll.rollout.WavePhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold for every plan, judged from the devices' truth and not by the planner's code. */
final class Invariants {
  private final Map<String, Agent> agents;
  private final RolloutPlanner again = new RolloutPlanner();
  private final Random order;

  /** Runs that turned round or tripped: no candidate of theirs may be assigned any more. */
  private final Set<String> closed = new HashSet<>();

  Invariants(Map<String, Agent> agents, long seed) {
    this.agents = agents;
    this.order = new Random(seed);
  }

  void planned(RolloutSnapshot snapshot, RolloutPlan plan, Instant now) {
    var shuffled = new ArrayList<>(snapshot.devices());
    Collections.shuffle(shuffled, order);
    same(plan, with(snapshot, shuffled), now, "equal snapshots give equal plans");
    var lied = snapshot.devices().stream().map(Reports::bend).toList();
    same(plan, with(snapshot, lied), now, "reports that do not count change nothing");
    plan.actions().forEach(action -> check(snapshot, plan, action, now));
    memory(snapshot, plan);
  }

  private void same(RolloutPlan plan, RolloutSnapshot other, Instant now, String what) {
    var second = again.plan(other, now);
    Violation.unless(
        plan.actions().equals(second.actions())
            && plan.progress().equals(second.progress())
            && plan.counts().equals(second.counts()),
        () -> what + ": " + plan + " and " + second);
  }

  private static RolloutSnapshot with(RolloutSnapshot snapshot, List<DeviceView> devices) {
    return new RolloutSnapshot(
        snapshot.spec(), snapshot.progress(), snapshot.wish(), devices, snapshot.gates());
  }

  private void check(RolloutSnapshot snapshot, RolloutPlan plan, Action action, Instant now) {
    var device = find(snapshot, action.device());
    var spec = snapshot.spec();
    Violation.unless(!snapshot.wish().paused(), () -> "paused, but: " + action);
    switch (action) {
      case Action.Unassign u ->
          Violation.unless(!device.selected() || spec.from() == null, () -> "unloads: " + action);
      case Action.Assign(String name, var entry) -> {
        var old = device.entry();
        Violation.unless(
            old == null || entry.attempt() > old.attempt(), () -> "attempt: " + action);
        if (entry.active().wave() != null) candidate(snapshot, plan, action, device, now);
        else
          Violation.unless(
              entry.active().revision().equals(spec.from()), () -> "neither way: " + action);
      }
    }
  }

  private void candidate(
      RolloutSnapshot snapshot, RolloutPlan plan, Action action, DeviceView device, Instant now) {
    var spec = snapshot.spec();
    var entry = ((Action.Assign) action).entry();
    int wave = entry.active().wave() == null ? -1 : entry.active().wave();
    Violation.unless(!closed.contains(spec.id()), () -> "the run turned round, but: " + action);
    Violation.unless(!tripped(spec, plan.progress()), () -> "a wave tripped, but: " + action);
    Violation.unless(
        snapshot.wish().revision().equals(spec.to().name()),
        () -> "not wanted any more: " + action);
    Violation.unless(
        Objects.equals(entry.fallback(), spec.from()), () -> "unproven fallback: " + action);
    Violation.unless(
        device.selected() && device.reachable(now) && device.deferred() == null,
        () -> "may not change: " + action);
    for (int i = 0; i < wave; i++)
      Violation.unless(
          plan.progress().waves().get(i).phase() == WavePhase.PASSED,
          () -> "an earlier wave has not passed, but: " + action);
  }

  private static boolean tripped(RolloutSpec spec, Progress progress) {
    for (int i = 0; i < spec.waves().size(); i++)
      if (progress.waves().get(i).phase() == WavePhase.TRIPPED
          && spec.waves().get(i).onFailure() != OnFailure.CONTINUE) return true;
    return false;
  }

  /** What was written once stays: phases, targets, and passes that were earned. */
  private void memory(RolloutSnapshot snapshot, RolloutPlan plan) {
    var spec = snapshot.spec();
    var before = snapshot.progress();
    var after = plan.progress();
    if (after.phase() == RolloutPhase.ROLLING_BACK || tripped(spec, after)) closed.add(spec.id());
    Violation.unless(
        before.phase() != RolloutPhase.ROLLING_BACK
            || after.phase() == RolloutPhase.ROLLING_BACK
            || after.phase() == RolloutPhase.FAILED,
        () -> "turns round again: " + after);
    if (after.phase() == RolloutPhase.FAILED && before.phase() != RolloutPhase.FAILED)
      Violation.unless(
          snapshot.devices().stream()
              .noneMatch(d -> d.selected() && d.deferred() == null && hasCandidate(d, spec)),
          () -> "the rollback ends, but a device keeps the candidate");
    for (int i = 0; i < spec.waves().size(); i++) {
      var old = before.waves().get(i);
      var next = after.waves().get(i);
      Violation.unless(
          next.phase().ordinal() >= old.phase().ordinal(),
          () -> "goes back: " + old + " to " + next);
      Violation.unless(
          old.phase() == WavePhase.PENDING || old.target() == next.target(),
          () -> "the target moves: " + old + " to " + next);
      if (next.phase() == WavePhase.PASSED && old.phase() != WavePhase.PASSED)
        earned(snapshot, i, next.target());
    }
  }

  /** Counts the devices that truly served through the soak of this wave. */
  private void earned(RolloutSnapshot snapshot, int wave, int target) {
    var spec = snapshot.spec();
    long members = members(snapshot, wave).count();
    long real = members(snapshot, wave).filter(d -> trulyProven(d)).count();
    if (members == 0 && wave > 0) {
      long inRun =
          snapshot.devices().stream().filter(d -> ofRun(d, spec) && trulyProven(d)).count();
      boolean last = wave == spec.waves().size() - 1;
      Violation.unless(last || inRun > 0, () -> "wave " + wave + " passes on silence");
      return;
    }
    int needed = Math.min(spec.waves().get(wave).minSucceeded(), Math.max(1, target));
    Violation.unless(
        real >= needed,
        () -> "wave " + wave + " passes with " + real + " of " + needed + " successes");
  }

  private Stream<DeviceView> members(RolloutSnapshot snapshot, int wave) {
    return snapshot.devices().stream()
        .filter(d -> d.selected() && ofRun(d, snapshot.spec()))
        .filter(d -> d.entry() != null && Integer.valueOf(wave).equals(d.entry().active().wave()));
  }

  private static boolean ofRun(DeviceView device, RolloutSpec spec) {
    var entry = device.entry();
    return entry != null
        && spec.id().equals(entry.active().rollout())
        && entry.active().wave() != null;
  }

  private static boolean hasCandidate(DeviceView device, RolloutSpec spec) {
    return ofRun(device, spec)
        && device.entry() != null
        && device.entry().active().revision().equals(spec.to());
  }

  private boolean trulyProven(DeviceView device) {
    var agent = agents.get(device.name());
    return agent != null
        && device.entry() != null
        && agent.proven.contains(device.entry().attempt());
  }

  /** The same plan again, after it was applied. */
  void settled(RolloutPlan second, RolloutPlan first, Progress before) {
    // The decision to turn round is stored first and acted upon by the next plan.
    if (first.progress().phase() == RolloutPhase.ROLLING_BACK
        && before.phase() != RolloutPhase.ROLLING_BACK) return;
    Violation.unless(
        second.actions().isEmpty(), () -> "planned again: " + second.actions() + " after " + first);
    Violation.unless(
        second.progress().equals(first.progress())
            || second.progress().phase() != first.progress().phase(),
        () -> "the status moves by itself: " + first.progress() + " to " + second.progress());
  }

  void steady(SteadyStatePlan plan, List<DeviceView> devices) {
    for (var action : plan.actions())
      if (action instanceof Action.Unassign(String name))
        Violation.unless(
            devices.stream().noneMatch(d -> d.name().equals(name) && d.selected()),
            () -> "unloads: " + action);
  }

  /** With a fresh cache the API server has nothing to refuse. */
  void refused(int lag) {
    Violation.unless(lag > 0, () -> "a write was refused although the cache was fresh");
  }

  private static DeviceView find(RolloutSnapshot snapshot, String name) {
    return snapshot.devices().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Violation("an action for an unknown device " + name));
  }
}
