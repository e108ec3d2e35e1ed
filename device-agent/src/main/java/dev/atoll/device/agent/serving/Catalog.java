package dev.atoll.device.agent.serving;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which revision answers to which name. Switching a name is atomic. */
public final class Catalog {
  private final Map<String, Servable> names = new ConcurrentHashMap<>();
  private volatile Set<String> assigned = Set.of();
  private volatile boolean restored;

  /** A use of a servable, to be closed. */
  public record Use(Servable servable) implements AutoCloseable {
    @Override
    public void close() {
      servable.leave();
    }
  }

  /** The servable of this name; it stays loaded until the use is closed. */
  public Optional<Use> use(String name) {
    while (true) {
      Servable s = names.get(name);
      if (s == null) {
        return Optional.empty();
      }
      if (s.enter()) {
        return Optional.of(new Use(s));
      }
      // It was switched away between the two lines above: look again.
      Thread.onSpinWait();
      names.remove(name, s);
    }
  }

  /** What serves this name now; it may be unloaded at any time. */
  public Optional<Servable> peek(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /** New requests go there. */
  public void serve(String name, Servable servable) {
    names.put(name, servable);
  }

  /** New requests go to the second one where they went to the first. */
  public void replace(String name, Servable before, Servable now) {
    names.replace(name, before, now);
  }

  /** New requests get nothing. */
  public void withdraw(String name) {
    names.remove(name);
  }

  /** What is served now, by name. */
  public SortedMap<String, Servable> all() {
    return new TreeMap<>(names);
  }

  /** Names that should be served. */
  public void assigned(Set<String> names) {
    assigned = Set.copyOf(names);
    restored = true;
  }

  /** True when this name should be served, whether it is or not. */
  public boolean isAssigned(String name) {
    return assigned.contains(name);
  }

  /** True when everything that should be served is. */
  public boolean ready() {
    return restored && names.keySet().containsAll(assigned);
  }
}
