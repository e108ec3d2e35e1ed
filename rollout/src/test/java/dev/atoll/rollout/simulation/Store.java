package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Action;
import dev.atoll.rollout.Entry;
import dev.atoll.rollout.Liveness;
import dev.atoll.rollout.Progress;
import dev.atoll.rollout.Report;
import dev.atoll.rollout.RolloutSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the API server would hold, with its rules about attempts and versions. */
final class Store {
  /** A write that the API server refuses. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  private final Map<String, List<Stored>> devices = new TreeMap<>();
  final Map<String, Integer> operatorWrites = new HashMap<>();
  final Set<String> quarantined = new HashSet<>();
  @Nullable RolloutSpec run;
  @Nullable Progress progress;
  @Nullable String stable;
  String wanted = "";
  boolean paused;
  int runs;
  int progressWrites;

  /** Changes that somebody would be told of. */
  int changes;

  /** Set by every change that a watch would tell the operator; renewals of a lease do not count. */
  boolean dirty = true;

  void add(Stored device) {
    devices.put(device.name(), new ArrayList<>(List.of(device)));
    dirty = true;
  }

  List<String> names() {
    return List.copyOf(devices.keySet());
  }

  Stored device(String name) {
    return history(name).getLast();
  }

  List<Stored> all() {
    return devices.values().stream().map(List::getLast).toList();
  }

  /** The device as it was some versions ago. */
  Stored behind(String name, int versions) {
    var history = history(name);
    return history.get(Math.max(0, history.size() - 1 - versions));
  }

  void report(String name, @Nullable Report report) {
    change(name, d -> d.with(report));
  }

  void change(String name, UnaryOperator<Stored> change) {
    var history = history(name);
    history.add(change.apply(history.getLast()));
    if (history.size() > 8) history.removeFirst();
    dirty = true;
    changes++;
  }

  /** A renewal wakes the operator only when the device was silent or has another store. */
  void renew(String name, Liveness lease) {
    var before = device(name).lease();
    boolean told = dirty;
    int counted = changes;
    change(name, d -> d.with(lease));
    boolean back =
        before == null
            || !before.until().isAfter(lease.lastSeen())
            || !String.valueOf(before.storeId()).equals(lease.storeId());
    dirty = told || back;
    changes = back ? changes : counted;
  }

  /** Applies one action; {@code seen} is the version that the writer based it on. */
  void apply(Action action, long seen) throws Refused {
    var device = device(action.device());
    switch (action) {
      case Action.Assign(String name, Entry entry) -> {
        admit(device, entry, seen);
        change(name, d -> d.with(entry));
      }
      case Action.Unassign(String name) -> change(name, d -> d.with((Entry) null));
    }
    operatorWrites.merge(action.device(), 1, Integer::sum);
  }

  private static void admit(Stored device, Entry entry, long seen) throws Refused {
    var old = device.entry();
    if (old == null) {
      if (device.version() != seen) throw new Refused("409: the device changed");
      return;
    }
    if (entry.attempt() < old.attempt()) throw new Refused("422: attempt never falls");
    boolean same = entry.active().revision().name().equals(old.active().revision().name());
    if (entry.attempt() == old.attempt() && !same)
      throw new Refused("422: another revision needs a higher attempt");
  }

  private List<Stored> history(String name) {
    var history = devices.get(name);
    if (history == null) throw new IllegalArgumentException("no device " + name);
    return history;
  }
}
