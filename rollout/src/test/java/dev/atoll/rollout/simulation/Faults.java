package dev.atoll.rollout.simulation;

/** Makes faults happen. */
final class Faults {
  private Faults() {}

  static void strike(Fault fault, World world) {
    world.log.line("--", describe(fault));
    var store = world.store;
    switch (fault) {
      case Fault.Offline(int at, String device, int seconds) ->
          agent(world, device).silentUntil = world.now().plusSeconds(seconds);
      case Fault.Down(int at, String device, int seconds) -> down(world, device, seconds);
      case Fault.AgentKilled(int at, String device) -> down(world, device, 3);
      case Fault.Reimage(int at, String device) -> agent(world, device).reimage(world.now());
      case Fault.Cordon(int at, String device, int seconds) -> {
        store.change(device, d -> d.cordoned(true));
        world.at(at + seconds, () -> store.change(device, d -> d.cordoned(false)));
      }
      case Fault.Leave(int at, String device, int seconds) -> {
        store.change(device, d -> d.selected(false));
        world.at(at + seconds, () -> store.change(device, d -> d.selected(true)));
      }
      case Fault.Join(int at, String device) -> world.join(device, world.agents.size() + 1);
      case Fault.Pause(int at, int seconds) -> {
        pause(store, true);
        world.at(at + seconds, () -> pause(store, false));
      }
      case Fault.Want(int at, String revision) -> want(store, revision);
      case Fault.PinStable(int at) -> {
        if (store.stable != null) want(store, store.stable);
      }
      case Fault.OperatorDies(int at, int afterWrites) ->
          world.operator.writesUntilDeath = afterWrites;
      case Fault.UnstableOperator(int at, int percent, int seconds) -> {
        world.operator.deathPercent = percent;
        world.at(at + seconds, () -> world.operator.deathPercent = 0);
      }
      case Fault.StaleCache(int at, int versions, int seconds) -> {
        world.operator.lag = versions;
        world.at(at + seconds, () -> world.operator.lag = 0);
      }
      case Fault.LateWrite(int at, int secondsLate) -> {
        world.operator.freezeBeforeNextWrite = true;
        world.at(at + secondsLate, () -> thaw(world));
      }
      case Fault.ForeignReport(int at, String device, Fault.Lie lie) ->
          world.beforeOperator(() -> store.report(device, Reports.lie(store.device(device), lie)));
    }
  }

  private static void down(World world, String device, int seconds) {
    var agent = agent(world, device);
    var until = world.now().plusSeconds(seconds);
    if (agent.downUntil.isBefore(until)) agent.downUntil = until;
    world.at(world.second + seconds, () -> agent.restart(world.now()));
  }

  private static void pause(Store store, boolean paused) {
    store.paused = paused;
    store.dirty = true;
  }

  private static void want(Store store, String revision) {
    store.wanted = revision;
    store.dirty = true;
  }

  /** The write of the frozen operator arrives; the API server may refuse it. */
  private static void thaw(World world) {
    var late = world.operator.frozen;
    world.operator.frozen = null;
    world.operator.freezeBeforeNextWrite = false;
    if (late == null) return;
    try {
      world.store.apply(late.action(), late.seen());
      world.log.line("--", "a late write arrives: " + late.action().device());
    } catch (Store.Refused e) {
      world.log.line("--", "a late write is fenced: " + e.getMessage());
    }
  }

  private static Agent agent(World world, String device) {
    var agent = world.agents.get(device);
    if (agent == null) throw new IllegalArgumentException("no device " + device);
    return agent;
  }

  private static String describe(Fault fault) {
    return switch (fault) {
      case Fault.Offline f -> f.device() + " loses its network for " + f.seconds() + "s";
      case Fault.Down f -> f.device() + " loses power for " + f.seconds() + "s";
      case Fault.AgentKilled f -> "the agent of " + f.device() + " is killed";
      case Fault.Reimage f -> f.device() + " gets a new disk";
      case Fault.Cordon f -> f.device() + " is cordoned for " + f.seconds() + "s";
      case Fault.Leave f -> f.device() + " leaves the selector for " + f.seconds() + "s";
      case Fault.Join f -> f.device() + " joins";
      case Fault.Pause f -> "the EdgeModel is paused for " + f.seconds() + "s";
      case Fault.Want f -> "the EdgeModel asks for " + f.revision();
      case Fault.PinStable f -> "the EdgeModel is pinned to the stable revision";
      case Fault.OperatorDies f -> "the operator will die after " + f.afterWrites() + " writes";
      case Fault.UnstableOperator f -> "the operator dies often for " + f.seconds() + "s";
      case Fault.StaleCache f -> "the operator's cache lags for " + f.seconds() + "s";
      case Fault.LateWrite f -> "the operator freezes before its next write to a device";
      case Fault.ForeignReport f -> f.device() + " shows a report with " + f.lie();
    };
  }
}
