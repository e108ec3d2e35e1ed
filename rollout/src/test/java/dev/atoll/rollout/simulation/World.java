package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Activation;
import dev.atoll.rollout.Entry;
import dev.atoll.rollout.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Store, devices, operator and time. One step is one second. */
final class World {
  final Scenario scenario;
  final StoryLog log = new StoryLog();
  final Store store = new Store();
  final Map<String, Agent> agents = new TreeMap<>();
  final Operator operator;
  private final Truth truth;
  private final Random random;
  private final Map<Integer, List<Runnable>> later = new HashMap<>();
  private final Map<String, @Nullable Report> shown = new HashMap<>();
  private final List<Runnable> lies = new ArrayList<>();
  int second;

  World(Scenario scenario) {
    this.scenario = scenario;
    this.random = new Random(scenario.seed());
    var invariants = new Invariants(agents, scenario.seed());
    this.operator = new Operator(store, random, invariants, log, scenario.waves());
    this.truth = new Truth(store, agents);
    store.stable = scenario.stable();
    store.wanted = scenario.wanted();
    for (int i = 1; i <= scenario.devices(); i++) join("n" + i, i);
    for (var fault : scenario.faults()) at(fault.at(), () -> Faults.strike(fault, this));
  }

  Instant now() {
    return StoryLog.START.plusSeconds(second);
  }

  void at(int when, Runnable what) {
    later.computeIfAbsent(when, s -> new ArrayList<>()).add(what);
  }

  /** After the devices, so that they cannot put it right before the operator looks. */
  void beforeOperator(Runnable what) {
    lies.add(what);
  }

  /** Runs to that second. */
  void runTo(int end) {
    while (second < end) step();
  }

  /** Runs until no run is left and nothing was written for a while, at most to that second. */
  void runToQuiet(int end) {
    int quiet = 0;
    while (second < end && quiet < 40) {
      int before = store.changes;
      step();
      quiet = store.run == null && store.changes == before ? quiet + 1 : 0;
    }
  }

  private void step() {
    second++;
    log.at(now());
    var due = later.remove(second);
    if (due != null) due.forEach(Runnable::run);
    var order = new ArrayList<>(agents.values());
    Collections.shuffle(order, random);
    order.forEach(agent -> agent.tick(now()));
    lies.forEach(Runnable::run);
    lies.clear();
    showReports();
    operator.tick(now());
    truth.check(now());
  }

  private void showReports() {
    for (var device : store.all()) {
      var report = device.report();
      if (Objects.equals(report, shown.put(device.name(), report))) continue;
      log.line(device.name(), report == null ? "reports nothing" : words(report));
    }
  }

  private static String words(Report report) {
    var why = report.reason() == null ? "" : " " + report.reason();
    return "reports %s of %s (attempt %d)%s"
        .formatted(report.phase(), report.revision(), report.attempt(), why);
  }

  /** A new device; one that was there from the start already serves the stable revision. */
  void join(String name, int number) {
    var agent = new Agent(name, store, 1 + random.nextInt(8), 1 + random.nextInt(3));
    scenario.behaviours().keySet().stream()
        .map(key -> key.substring(key.indexOf('/') + 1))
        .forEach(rev -> agent.behaviours.put(rev, scenario.behaviour(name, rev)));
    var labels = Map.of("site", number % 2 == 0 ? "hill" : "harbour", "name", name);
    Entry entry = null;
    if (second == 0 && scenario.stable() != null)
      entry =
          new Entry(
              1,
              new Activation(
                  Scenario.revision(scenario.stable()),
                  "run-0",
                  0,
                  StoryLog.START.minusSeconds(3600),
                  Duration.ZERO),
              null);
    store.add(new Stored(name, 1, labels, true, false, null, entry, null));
    agents.put(name, agent);
    if (entry != null) agent.alreadyServes(entry, StoryLog.START.minusSeconds(3000));
  }
}
