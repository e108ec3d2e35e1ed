package dev.atoll.device.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.agent.Agent;
import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Deployment V1 =
      new Deployment("digits-1", "r:1/a", "sha256:" + "a".repeat(64), null);
  private final Reports reports = new Reports();

  private static List<Agent.View> view(
      long attempt, Outcome.@Nullable Phase phase, Instant since, @Nullable Deployment serving) {
    Figures figures = new Figures(Duration.ofNanos(3_700_000), Duration.ofMillis(212), 20);
    return List.of(
        new Agent.View(
            new ModelState(
                "vision.digits",
                new Assignment(attempt, V1, Duration.ZERO, null),
                null,
                null,
                0,
                phase == null ? null : new Outcome(phase, null, figures, since),
                null,
                serving,
                null,
                null),
            serving == null ? "" : "Cpu"));
  }

  private static List<Phase> phases(Reports.Current c) {
    return c.models().stream().map(ModelReport::phase).toList();
  }

  @Test
  void aQuickStepIsNotShownAndAsksToLookAgain() {
    var c = reports.of(view(1, Outcome.Phase.Fetching, NOW, null), NOW.plusSeconds(1));
    assertThat(c.models()).isEmpty();
    assertThat(c.missing()).isEmpty();
    assertThat(c.again()).isEqualTo(NOW.plusSeconds(2));
  }

  @Test
  void aStepThatLastsIsShownAndTheModelIsMissing() {
    var c = reports.of(view(1, Outcome.Phase.Fetching, NOW, null), NOW.plusSeconds(2));
    assertThat(phases(c)).containsExactly(Phase.Fetching);
    assertThat(c.missing()).containsExactly("vision.digits");
    assertThat(c.again()).isNull();
  }

  @Test
  void onlyOneSlowStepOfAnAttemptIsShown() {
    reports.of(view(1, Outcome.Phase.Fetching, NOW, null), NOW.plusSeconds(2));
    var c = reports.of(view(1, Outcome.Phase.Activating, NOW, null), NOW.plusSeconds(9));
    assertThat(phases(c)).containsExactly(Phase.Fetching);
  }

  @Test
  void whatWasSaidStaysWhileTheNextAttemptIsQuick() {
    reports.of(view(1, Outcome.Phase.Proven, NOW, V1), NOW);
    var c = reports.of(view(2, Outcome.Phase.Activating, NOW, V1), NOW.plusSeconds(1));
    assertThat(c.models().getFirst().attempt()).isEqualTo(1);
    c = reports.of(view(2, Outcome.Phase.Activating, NOW, V1), NOW.plusSeconds(3));
    assertThat(c.models().getFirst().attempt()).isEqualTo(2);
    assertThat(c.models().getFirst().serving()).isEqualTo("digits-1");
  }

  @Test
  void figuresAreReadable() {
    var c = reports.of(view(1, Outcome.Phase.Proven, NOW, V1), NOW);
    assertThat(c.models().getFirst().latency())
        .isEqualTo(new EdgeDeviceStatus.Latency("3.7ms", "212ms"));
  }

  @Test
  void aModelThatIsNotAssignedIsNotReported() {
    reports.of(view(1, Outcome.Phase.Proven, NOW, V1), NOW);
    assertThat(reports.of(List.of(), NOW).models()).isEmpty();
  }
}
