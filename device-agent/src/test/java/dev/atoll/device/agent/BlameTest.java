package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Outcome;
import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import dev.atoll.device.agent.lifecycle.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlameTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ModelState model(String name, Phase phase, long secondsAgo) {
    Failure failure = phase == Phase.Failed ? new Failure(Reason.RunnerCrashed, "it died") : null;
    Outcome outcome = new Outcome(phase, failure, null, NOW.minusSeconds(secondsAgo));
    return new ModelState(name, null, null, null, 1, outcome, null, null, null, null);
  }

  @Test
  void theNewestRevisionInItsSoakIsToBlame() {
    ModelState newest = model("b", Phase.Active, 5);
    List<ModelState> all =
        List.of(model("a", Phase.Active, 9), newest, model("c", Phase.Proven, 1));
    assertThat(Blame.of(all, NOW)).contains(newest);
  }

  @Test
  void aRevisionInItsSelfTestSparesTheOthers() {
    List<ModelState> all = List.of(model("a", Phase.Active, 9), model("b", Phase.Activating, 1));
    assertThat(Blame.of(all, NOW)).isEmpty();
  }

  @Test
  void aSelfTestThatJustFailedByTheCrashSparesTheOthers() {
    List<ModelState> all = List.of(model("a", Phase.Active, 9), model("b", Phase.Failed, 1));
    assertThat(Blame.of(all, NOW)).isEmpty();
  }

  @Test
  void anOldFailureSparesNobody() {
    ModelState soaking = model("a", Phase.Active, 9);
    assertThat(Blame.of(List.of(soaking, model("b", Phase.Failed, 60)), NOW)).contains(soaking);
  }
}
