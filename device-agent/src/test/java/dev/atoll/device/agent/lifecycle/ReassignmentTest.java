package dev.atoll.device.agent.lifecycle;

import static dev.atoll.device.agent.lifecycle.OneModel.BAD;
import static dev.atoll.device.agent.lifecycle.OneModel.FIGURES;
import static dev.atoll.device.agent.lifecycle.OneModel.V1;
import static dev.atoll.device.agent.lifecycle.OneModel.V2;
import static dev.atoll.device.agent.lifecycle.OneModel.V3;
import static dev.atoll.device.agent.lifecycle.OneModel.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What another assignment, or none, makes of the one before. */
class ReassignmentTest {
  private final OneModel model = new OneModel();

  @Test
  void aHigherAttemptBeginsToCountAnew() {
    model.provenV1();
    model.assign(2, V2, 0);
    model.on(new Event.Fetched(2), new Event.TestFailed(2, BAD));
    model.assign(3, V2, 0);
    assertThat(model.state().tries()).isZero();
    assertThat(model.actions()).contains(new Action.Fetch(3, V2));
  }

  @Test
  void whatIsServedAlreadyIsProvenAtOnceUnderItsNewName() {
    model.provenV1();
    Deployment renamed = deployment("digits-9", "a", null);
    model.assign(2, renamed, 60);
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Relabel(V1, renamed));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.state().stable()).isEqualTo(renamed);
  }

  @Test
  void anotherLatencyTargetIsTestedAnew() {
    model.provenV1();
    model.assign(2, deployment("digits-9", "a", Duration.ofMillis(5)), 0);
    assertThat(model.phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void theOperatorsRollbackDuringTheSoakIsImmediate() {
    model.soakingV2();
    model.assign(3, V1, 60);
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Switch(V1), new Action.Drop(V2));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.state().serving()).isEqualTo(V1);
  }

  @Test
  void theSameContentUnderANewAttemptSoaksAgainWithoutReload() {
    model.soakingV2();
    model.assign(3, V2, 30);
    assertThat(model.actions())
        .containsExactly(
            new Action.Cancel(), new Action.Soak(3, V2, Duration.ofSeconds(30), FIGURES));
    assertThat(model.state().serving()).isEqualTo(V2);
  }

  @Test
  void aNewerRevisionDuringTheSoakStartsFromTheStableOne() {
    model.soakingV2();
    model.assign(3, V3, 0);
    assertThat(model.actions())
        .containsExactly(
            new Action.Cancel(),
            new Action.Switch(V1),
            new Action.Drop(V2),
            new Action.Fetch(3, V3));
    assertThat(model.state().serving()).isEqualTo(V1);
  }

  @Test
  void aNewerRevisionDuringTheVeryFirstSoakInterruptsNothing() {
    model.assign(1, V1, 60);
    model.on(new Event.Fetched(1), new Event.Passed(1, FIGURES));
    model.assign(2, V2, 0);
    assertThat(model.actions()).containsExactly(new Action.Cancel(), new Action.Fetch(2, V2));
    assertThat(model.state().serving()).isEqualTo(V1);
    model.on(new Event.Fetched(2), new Event.Passed(2, FIGURES));
    assertThat(model.actions())
        .containsExactly(new Action.Switch(V2), new Action.Drop(V1), new Action.Sweep());
  }

  @Test
  void lateResultsOfAnEarlierAttemptChangeNothing() {
    model.provenV1();
    model.assign(2, V2, 0);
    ModelState before = model.state();
    model.on(new Event.Passed(1, FIGURES), new Event.Fetched(1), new Event.SoakOver(1, FIGURES));
    assertThat(model.state()).isEqualTo(before);
    assertThat(model.actions()).isEmpty();
  }

  @Test
  void anotherSoakOrFallbackAloneChangesNothing() {
    model.provenV1();
    model.assign(1, V1, 99, V2);
    assertThat(model.actions()).isEmpty();
    assertThat(model.phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void withoutTheEntryTheModelIsUnloadedAndForgotten() {
    model.soakingV2();
    model.on(new Event.Unassigned());
    assertThat(model.actions())
        .contains(
            new Action.Withdraw(), new Action.Drop(V1), new Action.Drop(V2), new Action.Forget());
    assertThat(model.state()).isEqualTo(ModelState.unknown("vision.digits"));
  }
}
