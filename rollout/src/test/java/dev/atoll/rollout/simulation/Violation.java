package dev.atoll.rollout.simulation;

import java.util.function.Supplier;

/** An invariant that did not hold. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  static void unless(boolean holds, Supplier<String> what) {
    if (!holds) throw new Violation(what.get());
  }
}
