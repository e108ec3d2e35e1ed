package dev.atoll.operator.revision;

import java.util.function.Consumer;

/**
 * Where compiles run. A backend may forget everything when the operator restarts; what has to
 * survive stands in the status of the ModelRevision or in the cluster.
 */
public interface CompileBackend {
  /** Returns when it knows what runs already; called once, before anything is asked. */
  default void open() {}

  /** What is known of the compile of this revision. */
  CompileState state(CompileId id);

  /** Starts the compile, or queues it; nothing happens when it is queued or running already. */
  void start(CompileJob job);

  /** Drops what is known; ends the compile when it is still queued or running. */
  void forget(CompileId id);

  /** Hears of every change of a state; register before the first start. */
  void onChange(Consumer<CompileId> listener);
}
