package dev.atoll.rollout.simulation;

import dev.atoll.rollout.ReasonCode;
import dev.atoll.rollout.RolloutPhase;

/** Runs a scenario to its end: faults, then peace, then the judgement of what is left. */
final class Story {
  /** Within this many seconds of peace a run ends. */
  static final int BOUND = 900;

  private static final int IDLE = 120;

  private Story() {}

  /** The world at the end of a random story; throws a {@link Violation} that tells the story. */
  static World run(Scenario scenario) {
    var world = new World(scenario);
    try {
      world.runTo(RandomScenario.FAULTS_UNTIL + 210);
      peace(world);
      world.runToQuiet(world.second + BOUND);
      if (world.store.run != null) person(world);
      judge(world);
      idle(world);
      return world;
    } catch (Violation e) {
      e.addSuppressed(new Violation("\n" + world.log.tail(60)));
      throw e;
    }
  }

  private static void peace(World world) {
    // Only an end of a pause is an event: time alone must carry a run to its end.
    if (world.store.paused) world.store.dirty = true;
    world.store.paused = false;
    world.operator.deathPercent = 0;
    world.operator.lag = 0;
    world.operator.writesUntilDeath = -1;
    world.operator.freezeBeforeNextWrite = false;
  }

  /** A run may only wait for a person, or for devices that do not exist. */
  private static void person(World world) {
    var progress = world.store.progress;
    if (progress == null) return;
    var reason = progress.reason();
    boolean waits = reason != null && reason.code().equals(ReasonCode.WaitingForDevices.name());
    Violation.unless(
        progress.phase() == RolloutPhase.PAUSED || waits,
        () -> "the run does not end: " + progress);
    if (world.store.stable == null) return;
    Faults.strike(new Fault.PinStable(world.second), world);
    world.runToQuiet(world.second + BOUND);
    Violation.unless(
        world.store.run == null, () -> "the abort does not end: " + world.store.progress);
  }

  private static void judge(World world) {
    var stable = world.store.stable;
    if (stable == null || world.store.run != null) return;
    for (var device : world.store.all()) {
      var entry = device.entry();
      var lease = device.lease();
      if (lease == null || !world.now().isBefore(lease.until()) || !device.selected()) continue;
      Violation.unless(
          entry != null && entry.active().revision().name().equals(stable),
          () -> device.name() + " should have " + stable + ", but has " + entry);
      var agent = world.agents.get(device.name());
      var good = world.scenario.behaviour(device.name(), stable) == Behaviour.GOOD;
      Violation.unless(
          !good || agent == null || Scenario.revision(stable).equals(agent.serving),
          () -> device.name() + " should serve " + stable);
    }
  }

  private static void idle(World world) {
    var store = world.store;
    if (store.run != null) return;
    int before = store.operatorWrites.values().stream().mapToInt(i -> i).sum();
    int status = store.progressWrites;
    world.runTo(world.second + IDLE);
    int after = store.operatorWrites.values().stream().mapToInt(i -> i).sum();
    Violation.unless(
        before == after && status == store.progressWrites, () -> "the operator writes while idle");
  }
}
