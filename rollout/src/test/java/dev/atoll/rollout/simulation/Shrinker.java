package dev.atoll.rollout.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes away from a failing scenario what it does not need to fail. */
final class Shrinker {
  private Shrinker() {}

  static Scenario shrink(Scenario failing) {
    var smaller = smaller(failing);
    return smaller == null ? failing : shrink(smaller);
  }

  private static @Nullable Scenario smaller(Scenario scenario) {
    for (int i = 0; i < scenario.faults().size(); i++) {
      var candidate = scenario.without(i);
      if (failure(candidate) != null) return candidate;
    }
    for (var key : List.copyOf(scenario.behaviours().keySet())) {
      var candidate = scenario.withoutBehaviour(key);
      if (failure(candidate) != null) return candidate;
    }
    return null;
  }

  static @Nullable RuntimeException failure(Scenario scenario) {
    try {
      Story.run(scenario);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }
}
