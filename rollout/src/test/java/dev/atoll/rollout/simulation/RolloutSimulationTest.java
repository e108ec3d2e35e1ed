package dev.atoll.rollout.simulation;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * Random stories, judged after every second. More of them: {@code -Dsimulation.seeds=20000}; one
 * again: {@code -Dsimulation.first=SEED -Dsimulation.seeds=1}.
 */
class RolloutSimulationTest {
  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long SEEDS = Long.getLong("simulation.seeds", 300);

  @Test
  void everyStoryKeepsItsPromises() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      var scenario = RandomScenario.of(seed);
      if (Shrinker.failure(scenario) != null) explain(scenario);
    }
  }

  private static void explain(Scenario failing) {
    var shrunk = Shrinker.shrink(failing);
    var failure = Shrinker.failure(shrunk);
    if (failure == null) throw new IllegalStateException("a story ends differently each time");
    var story = new StringBuilder();
    for (var told : failure.getSuppressed()) story.append(told.getMessage());
    fail("%s%n%n%s%s", failure, shrunk.describe(), story);
  }
}
