package dev.atoll.device.agent;

import dev.atoll.device.agent.activation.Artifacts;
import dev.atoll.device.agent.activation.ModelWorker;
import dev.atoll.device.agent.activation.Workshop;
import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Event;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.store.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All models of this device. */
public final class Agent {
  private final Artifacts artifacts;
  private final Workshop shop;
  private final Consumer<String> log;
  private final Map<String, ModelWorker> workers = new ConcurrentSkipListMap<>();

  /** Names that their workers were told to serve. */
  private final Set<String> assigned = new HashSet<>();

  /**
   * Begins to serve what the disk knows.
   *
   * @param shop made with this agent's {@code sweep}
   */
  public Agent(
      Artifacts artifacts,
      java.util.function.Function<Runnable, Workshop> shop,
      List<ModelState> known,
      Consumer<String> log) {
    this.artifacts = artifacts;
    this.shop = shop.apply(this::sweep);
    this.log = log;
    for (ModelState s : known) {
      assigned.add(s.name());
      workers.put(s.name(), new ModelWorker(s, this.shop));
    }
    publishAssigned();
  }

  /** What the device shall run, by name; what is missing is unloaded. */
  public synchronized void assign(Map<String, Assignment> wanted) {
    wanted.forEach((name, assignment) -> {
      if (!StateStore.accepts(name)) {
        log.accept("no model can be named " + name + "; the entry is ignored");
        return;
      }
      workers
          .computeIfAbsent(name, n -> new ModelWorker(ModelState.unknown(n), shop))
          .post(new Event.Assigned(assignment));
      assigned.add(name);
    });
    for (Map.Entry<String, ModelWorker> w : workers.entrySet()) {
      if (!wanted.containsKey(w.getKey()) && assigned.remove(w.getKey())) {
        log.accept(w.getKey() + " is no longer assigned");
        w.getValue().post(new Event.Unassigned());
      }
    }
    shop.catalog().assigned(wanted.keySet());
  }

  /** The runner died: that may count against a revision that is not proven yet. */
  public void runnerCrashed(String message) {
    List<ModelState> states = workers.values().stream().map(ModelWorker::state).toList();
    Blame.of(states, shop.clock().instant())
        .ifPresent(s -> {
          ModelWorker worker = workers.get(s.name());
          if (worker != null && s.wanted() != null) {
            worker.post(new Event.Crashed(s.wanted().attempt(), message));
          }
        });
  }

  /** A model as it is now. */
  public record View(ModelState state, String variant) {}

  /** All models that are assigned. */
  public List<View> models() {
    List<View> views = new ArrayList<>();
    for (ModelWorker w : workers.values()) {
      if (w.state().wanted() != null) {
        views.add(new View(w.state(), w.variant().orElse("")));
      }
    }
    return views;
  }

  /** Ends in order; returns when every state is on the disk. */
  public void stop() {
    CompletableFuture.allOf(
            workers.values().stream().map(ModelWorker::stop).toArray(CompletableFuture[]::new))
        .join();
  }

  private void publishAssigned() {
    shop.catalog().assigned(workers.keySet());
  }

  private void sweep() {
    try {
      artifacts.sweep(needed());
    } catch (IOException e) {
      log.accept("the disk cannot be tidied: " + e);
    }
  }

  private Collection<Deployment> needed() {
    return workers.values().stream().map(ModelWorker::state).flatMap(Agent::needed).toList();
  }

  private static Stream<Deployment> needed(ModelState s) {
    Assignment wanted = s.wanted();
    return Stream.of(
            wanted == null ? null : wanted.active(),
            wanted == null ? null : wanted.fallback(),
            s.stable(),
            s.previous(),
            s.serving())
        .filter(Objects::nonNull);
  }
}
