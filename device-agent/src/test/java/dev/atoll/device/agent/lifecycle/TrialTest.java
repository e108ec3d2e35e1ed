package dev.atoll.device.agent.lifecycle;

import static dev.atoll.device.agent.lifecycle.OneModel.BAD;
import static dev.atoll.device.agent.lifecycle.OneModel.FIGURES;
import static dev.atoll.device.agent.lifecycle.OneModel.LINE;
import static dev.atoll.device.agent.lifecycle.OneModel.V1;
import static dev.atoll.device.agent.lifecycle.OneModel.V2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a new revision is fetched, tested and soaked, and what becomes of one that fails. */
class TrialTest {
  private static final Failure CRASH = new Failure(Reason.RunnerCrashed, "it died");

  private final OneModel model = new OneModel();

  @Test
  void anAssignmentIsFetchedFirst() {
    model.assign(1, V1, 0);
    assertThat(model.actions()).containsExactly(new Action.Cancel(), new Action.Fetch(1, V1));
    assertThat(model.phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void whatIsAboutToBeTriedIsCountedBeforeItIsLoaded() {
    model.assign(1, V1, 0);
    model.on(new Event.Fetched(1));
    assertThat(model.state().durable().tries()).isEqualTo(1);
    assertThat(model.actions()).containsExactly(new Action.Activate(1, V1));
  }

  @Test
  void withoutSoakAPassedTestIsProvenAtOnce() {
    model.provenV1();
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.outcome().figures()).isEqualTo(FIGURES);
    assertThat(model.state().stable()).isEqualTo(V1);
    assertThat(model.state().serving()).isEqualTo(V1);
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.Sweep());
  }

  @Test
  void theStableRevisionStaysLoadedDuringTheSoak() {
    model.soakingV2();
    assertThat(model.actions())
        .containsExactly(
            new Action.Switch(V2), new Action.Soak(2, V2, Duration.ofSeconds(60), FIGURES));
    assertThat(model.state().stable()).isEqualTo(V1);
    assertThat(model.phase()).isEqualTo(Phase.Active);
  }

  @Test
  void afterTheSoakTheOldRevisionGoes() {
    model.soakingV2();
    model.on(new Event.SoakOver(2, FIGURES));
    assertThat(model.actions()).containsExactly(new Action.Drop(V1), new Action.Sweep());
    assertThat(model.state().stable()).isEqualTo(V2);
    assertThat(model.state().previous()).isEqualTo(V1);
    assertThat(model.phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void aFailedTestLeavesTheStableRevisionAlone() {
    model.provenV1();
    model.assign(2, V2, 60);
    model.on(new Event.Fetched(2), new Event.TestFailed(2, BAD));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
    assertThat(model.outcome().failure()).isEqualTo(BAD);
    assertThat(model.state().servingInWords()).isEqualTo("the device goes on with digits-1");
    assertThat(model.state().serving()).isEqualTo(V1);
    assertThat(model.actions()).containsExactly(new Action.Sweep());
  }

  @Test
  void aFailedSoakGoesBackToTheStableRevision() {
    model.soakingV2();
    model.on(new Event.SoakFailed(2, new Failure(Reason.LatencyAboveTarget, "slow"), FIGURES));
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
    assertThat(model.reason()).isEqualTo(Reason.LatencyAboveTarget);
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Switch(V1), new Action.Drop(V2));
    assertThat(model.state().serving()).isEqualTo(V1);
  }

  @Test
  void aFailedSoakWithoutStableRevisionServesNothing() {
    model.assign(1, V1, 60);
    model.on(
        new Event.Fetched(1), new Event.Passed(1, FIGURES), new Event.SoakFailed(1, BAD, FIGURES));
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V1));
    assertThat(model.state().serving()).isNull();
    assertThat(model.state().servingInWords()).isEqualTo("nothing is served");
  }

  @Test
  void aCrashDuringTheTestIsTriedOnceMore() {
    model.provenV1();
    model.assign(2, V2, 60);
    model.on(new Event.Fetched(2), new Event.TestFailed(2, CRASH));
    assertThat(model.actions()).containsExactly(new Action.Activate(2, V2));
    model.on(new Event.TestFailed(2, CRASH));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
    assertThat(model.reason()).isEqualTo(Reason.RunnerCrashed);
  }

  @Test
  void theSecondCrashDuringTheSoakGoesBack() {
    model.soakingV2();
    model.on(new Event.Crashed(2, "it died"));
    assertThat(model.phase()).isEqualTo(Phase.Active);
    model.on(new Event.Crashed(2, "it died"));
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
    assertThat(model.reason()).isEqualTo(Reason.RunnerCrashed);
  }

  @Test
  void aBrokenLineIsTriedAgainLater() {
    model.provenV1();
    model.assign(2, V2, 0);
    model.on(new Event.FetchFailed(2, LINE));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
    assertThat(model.actions()).containsExactly(new Action.RetryLater());
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Fetch(2, V2));
    assertThat(model.phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void aWrongModelIsNotTriedAgain() {
    model.provenV1();
    model.assign(2, V2, 0);
    model.on(new Event.Fetched(2), new Event.TestFailed(2, BAD), new Event.RetryDue());
    assertThat(model.actions()).isEmpty();
    assertThat(model.phase()).isEqualTo(Phase.Failed);
  }
}
