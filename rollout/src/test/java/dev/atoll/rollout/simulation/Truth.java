package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold in the world after every step, whatever the planner believes. */
final class Truth {
  private final Store store;
  private final Map<String, Agent> agents;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> everStable = new HashSet<>();

  /** The disk that a device had when its entry changed. */
  private final Map<String, String> disks = new HashMap<>();

  /** Devices that were silent, took too long or lost their disk since: they may begin any time. */
  private final Set<String> irregular = new HashSet<>();

  Truth(Store store, Map<String, Agent> agents) {
    this.store = store;
    this.agents = agents;
  }

  void check(Instant now) {
    if (store.stable != null) everStable.add(store.stable);
    store.all().forEach(device -> follow(device, now));
    concurrency();
    agents.values().forEach(this::serves);
  }

  private void follow(Stored device, Instant now) {
    var entry = device.entry();
    var before = entries.get(device.name());
    if (!Objects.equals(entry, before)) {
      Violation.unless(
          entry == null || before == null || entry.attempt() >= before.attempt(),
          () -> device.name() + ": attempt fell from " + before + " to " + entry);
      irregular.remove(device.name());
      disks.put(device.name(), disk(device));
      if (entry == null) entries.remove(device.name());
      else entries.put(device.name(), entry);
    }
    var lease = device.lease();
    boolean late =
        entry != null && !now.isBefore(entry.active().assignedAt().plus(Operator.DEADLINE));
    boolean otherDisk = !disk(device).equals(disks.getOrDefault(device.name(), ""));
    if (lease == null || !now.isBefore(lease.until()) || late || otherDisk)
      irregular.add(device.name());
  }

  private static String disk(Stored device) {
    return device.lease() == null ? "" : String.valueOf(device.lease().storeId());
  }

  private void concurrency() {
    var run = store.run;
    if (run == null) return;
    for (int i = 0; i < run.waves().size(); i++) {
      var max = run.waves().get(i).maxConcurrent();
      int wave = i;
      long changing =
          store.all().stream()
              .filter(d -> inWave(d.entry(), run.id(), wave))
              .filter(d -> !irregular.contains(d.name()) && changing(d))
              .count();
      Violation.unless(
          max == null || changing <= max,
          () -> changing + " devices of wave " + wave + " change at once, allowed are " + max);
    }
  }

  private static boolean inWave(@Nullable Entry entry, String run, int wave) {
    return entry != null
        && run.equals(entry.active().rollout())
        && Objects.equals(entry.active().wave(), wave);
  }

  private boolean changing(Stored device) {
    var agent = agents.get(device.name());
    var entry = device.entry();
    var said = agent == null ? null : agent.said();
    if (entry == null || said == null || said.attempt() != entry.attempt()) return true;
    return switch (said.phase()) {
      case FETCHING, WAITING, ACTIVATING -> true;
      case ACTIVE, PROVEN, FAILED, REVERTED -> false;
    };
  }

  /** A device that ever served a proven revision, which still works there, serves something. */
  private void serves(Agent agent) {
    Violation.unless(
        agent.serving != null
            || agent.served.stream().noneMatch(r -> everStable.contains(r) && agent.bears(r)),
        () -> agent.name + " served " + agent.served + " and now serves nothing");
  }
}
