package dev.atoll.device.agent.lifecycle;

import static dev.atoll.device.agent.lifecycle.OneModel.BAD;
import static dev.atoll.device.agent.lifecycle.OneModel.FIGURES;
import static dev.atoll.device.agent.lifecycle.OneModel.GONE;
import static dev.atoll.device.agent.lifecycle.OneModel.LINE;
import static dev.atoll.device.agent.lifecycle.OneModel.V1;
import static dev.atoll.device.agent.lifecycle.OneModel.V2;
import static dev.atoll.device.agent.lifecycle.OneModel.V3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import org.junit.jupiter.api.Test;

/** What a restarted agent makes of its disk, also when a revision on it is lost. */
class RestartTest {
  private final OneModel model = new OneModel();

  @Test
  void aRestartDuringTheSoakServesTheStableRevisionFirstThenTriesOnceMore() {
    model.soakingV2();
    model.restart();
    assertThat(model.actions()).containsExactly(new Action.Restore(V1));
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.Fetch(2, V2));
    model.on(new Event.Fetched(2));
    assertThat(model.actions()).containsExactly(new Action.Activate(2, V2));
  }

  @Test
  void aRevisionThatTakesTheAgentDownTwiceIsNotTriedAgain() {
    model.provenV1();
    model.assign(2, V2, 60);
    model.on(new Event.Fetched(2));
    model.restart();
    model.on(new Event.Restored(V1), new Event.Fetched(2));
    model.restart();
    model.on(new Event.Restored(V1), new Event.Fetched(2));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
    assertThat(model.reason()).isEqualTo(Reason.RunnerCrashed);
    assertThat(model.state().serving()).isEqualTo(V1);
  }

  @Test
  void anOrderlyEndDoesNotCountAsATry() {
    model.soakingV2();
    model.on(new Event.Stopping());
    assertThat(model.state().durable().tries()).isZero();
  }

  @Test
  void anAssignmentDuringTheRestoreWaitsForIt() {
    model.provenV1();
    model.restart();
    model.assign(2, V2, 0);
    assertThat(model.actions()).isEmpty();
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.Fetch(2, V2));
  }

  @Test
  void aLostStableRevisionGivesWayToTheOneBeforeAndComesBack() {
    model.soakingV2();
    model.on(new Event.SoakOver(2, FIGURES));
    model.restart();
    model.on(new Event.RestoreFailed(V2, GONE));
    assertThat(model.actions()).containsExactly(new Action.Restore(V1));
    model.on(new Event.Restored(V1));
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.RetryLater());
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Restore(V2));
    model.on(new Event.Restored(V2));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.actions()).containsExactly(new Action.Switch(V2), new Action.Drop(V1));
  }

  @Test
  void withNothingLeftOnTheDiskItKeepsTrying() {
    model.provenV1();
    model.restart();
    model.on(new Event.RestoreFailed(V1, LINE));
    assertThat(model.state().serving()).isNull();
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Restore(V1));
  }

  /** V1 was proven but is lost on the disk; V2 soaks with nothing beside it. */
  private void soakingV2WithoutV1() {
    model.provenV1();
    model.restart();
    model.assign(2, V2, 60);
    model.on(new Event.RestoreFailed(V1, LINE), new Event.Fetched(2), new Event.Passed(2, FIGURES));
  }

  @Test
  void aFailedSoakDoesNotGoBackToAStableRevisionThatIsNotLoaded() {
    soakingV2WithoutV1();
    model.on(new Event.SoakFailed(2, BAD, FIGURES));
    assertThat(model.actions())
        .containsExactly(
            new Action.Cancel(),
            new Action.Withdraw(),
            new Action.Drop(V2),
            new Action.Restore(V1));
    assertThat(model.state().serving()).isNull();
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).contains(new Action.Switch(V1));
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
  }

  @Test
  void aFailedSoakGoesBackToWhatIsLoadedWhenTheStableRevisionIsLost() {
    model.soakingV2();
    model.on(new Event.SoakOver(2, FIGURES));
    model.restart();
    model.assign(3, V3, 60);
    model.on(new Event.RestoreFailed(V2, LINE), new Event.Restored(V1));
    model.on(new Event.Fetched(3), new Event.Passed(3, FIGURES));
    assertThat(model.actions()).doesNotContain(new Action.Drop(V1));
    model.on(new Event.SoakFailed(3, BAD, FIGURES));
    assertThat(model.actions())
        .containsExactly(
            new Action.Cancel(),
            new Action.Switch(V1),
            new Action.Drop(V3),
            new Action.Restore(V2));
    assertThat(model.state().serving()).isEqualTo(V1);
  }

  @Test
  void aNewerRevisionWhileTheStableOneIsLostInterruptsNothing() {
    soakingV2WithoutV1();
    model.assign(3, V3, 0);
    assertThat(model.actions()).containsExactly(new Action.Cancel(), new Action.Fetch(3, V3));
    assertThat(model.state().serving()).isEqualTo(V2);
    model.on(new Event.Fetched(3), new Event.Passed(3, FIGURES));
    assertThat(model.actions()).contains(new Action.Switch(V3), new Action.Drop(V2));
  }
}
