package dev.atoll.operator.revision.job;

import java.util.Arrays;
import java.util.Optional;

/** The containers of a compile, in the order in which they run. */
enum Stage {
  /** Has the credentials of the source and of nothing else. */
  fetch(true, false, false),
  /** May read the registry. */
  lookup(false, true, false),
  /** Runs the model: no credentials. */
  convert(false, false, true),
  /** Runs the user's compiler: no credentials. */
  edgetpu(false, false, true),
  /** May write to the registry; runs no model. */
  publish(false, true, false);

  private final boolean source;
  private final boolean registry;
  private final boolean heavy;

  Stage(boolean source, boolean registry, boolean heavy) {
    this.source = source;
    this.registry = registry;
    this.heavy = heavy;
  }

  /** The stage of a container. */
  static Optional<Stage> named(String container) {
    return Arrays.stream(values()).filter(s -> s.name().equals(container)).findFirst();
  }

  /** Whether it gets the credentials of the source. */
  boolean readsSource() {
    return source;
  }

  /** Whether it gets the credentials of the registry. */
  boolean usesRegistry() {
    return registry;
  }

  /** Whether it runs the model, and needs the memory that is configured for compiles. */
  boolean heavy() {
    return heavy;
  }

  /**
   * Whether its word is enough for an artifact: the others handle what the user's model made, or
   * cannot know.
   */
  boolean mayNameArtifact() {
    return registry;
  }
}
