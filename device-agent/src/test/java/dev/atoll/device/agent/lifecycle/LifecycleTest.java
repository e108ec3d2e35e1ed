package dev.atoll.device.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Figures FIGURES =
      new Figures(Duration.ofMillis(1), Duration.ofMillis(2), 20);
  private static final Deployment V1 = deployment("digits-1", "a", null);
  private static final Deployment V2 = deployment("digits-2", "b", Duration.ofMillis(20));
  private static final Deployment V3 = deployment("digits-3", "c", null);
  private static final Failure BAD = new Failure(Reason.SelfTestFailed, "it differs");
  private static final Failure CRASH = new Failure(Reason.RunnerCrashed, "it died");
  private static final Failure LINE = new Failure(Reason.DownloadFailed, "no line");

  private ModelState state = ModelState.unknown("vision.digits");
  private List<Action> actions = List.of();

  private static Deployment deployment(String revision, String digest, @Nullable Duration target) {
    return new Deployment(revision, "registry:1/a", "sha256:" + digest.repeat(64), target);
  }

  private static Assignment wish(long attempt, Deployment what, long soakSeconds) {
    return new Assignment(attempt, what, Duration.ofSeconds(soakSeconds), null);
  }

  private void on(Event... events) {
    for (Event e : events) {
      Step step = Lifecycle.next(state, e, NOW);
      state = step.state();
      actions = step.actions();
    }
  }

  private void assign(long attempt, Deployment what, long soakSeconds) {
    on(new Event.Assigned(wish(attempt, what, soakSeconds)));
  }

  /** V1 was assigned as attempt 1 and is proven. */
  private void provenV1() {
    assign(1, V1, 0);
    on(new Event.Fetched(1), new Event.Passed(1, FIGURES));
  }

  /** V2 is assigned as attempt 2 and serves, soaking, beside V1. */
  private void soakingV2() {
    provenV1();
    assign(2, V2, 60);
    on(new Event.Fetched(2), new Event.Passed(2, FIGURES));
  }

  /** What a restart finds. */
  private void restart() {
    state = state.durable();
    on(new Event.Started());
  }

  private Outcome outcome() {
    return Objects.requireNonNull(state.outcome());
  }

  private Reason reason() {
    return Objects.requireNonNull(outcome().failure()).reason();
  }

  @Test
  void anAssignmentIsFetchedFirst() {
    assign(1, V1, 0);
    assertThat(actions).containsExactly(new Action.Cancel(), new Action.Fetch(1, V1));
    assertThat(outcome().phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void whatIsAboutToBeTriedIsCountedBeforeItIsLoaded() {
    assign(1, V1, 0);
    on(new Event.Fetched(1));
    assertThat(state.durable().tries()).isEqualTo(1);
    assertThat(actions).containsExactly(new Action.Activate(1, V1));
  }

  @Test
  void withoutSoakAPassedTestIsProvenAtOnce() {
    provenV1();
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
    assertThat(outcome().figures()).isEqualTo(FIGURES);
    assertThat(state.stable()).isEqualTo(V1);
    assertThat(state.serving()).isEqualTo(V1);
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.Sweep());
  }

  @Test
  void theStableRevisionStaysLoadedDuringTheSoak() {
    soakingV2();
    assertThat(actions)
        .containsExactly(
            new Action.Switch(V2), new Action.Soak(2, V2, Duration.ofSeconds(60), FIGURES));
    assertThat(state.stable()).isEqualTo(V1);
    assertThat(outcome().phase()).isEqualTo(Phase.Active);
  }

  @Test
  void afterTheSoakTheOldRevisionGoes() {
    soakingV2();
    on(new Event.SoakOver(2, FIGURES));
    assertThat(actions).containsExactly(new Action.Drop(V1), new Action.Sweep());
    assertThat(state.stable()).isEqualTo(V2);
    assertThat(state.previous()).isEqualTo(V1);
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void aFailedTestLeavesTheStableRevisionAlone() {
    provenV1();
    assign(2, V2, 60);
    on(new Event.Fetched(2), new Event.TestFailed(2, BAD));
    assertThat(outcome().phase()).isEqualTo(Phase.Failed);
    assertThat(outcome().failure()).isEqualTo(BAD);
    assertThat(state.servingInWords()).isEqualTo("the device goes on with digits-1");
    assertThat(state.serving()).isEqualTo(V1);
    assertThat(actions).containsExactly(new Action.Sweep());
  }

  @Test
  void aFailedSoakGoesBackToTheStableRevision() {
    soakingV2();
    on(new Event.SoakFailed(2, new Failure(Reason.LatencyAboveTarget, "slow"), FIGURES));
    assertThat(outcome().phase()).isEqualTo(Phase.Reverted);
    assertThat(reason()).isEqualTo(Reason.LatencyAboveTarget);
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Switch(V1), new Action.Drop(V2));
    assertThat(state.serving()).isEqualTo(V1);
  }

  @Test
  void aFailedSoakWithoutStableRevisionServesNothing() {
    assign(1, V1, 60);
    on(new Event.Fetched(1), new Event.Passed(1, FIGURES), new Event.SoakFailed(1, BAD, FIGURES));
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V1));
    assertThat(state.serving()).isNull();
    assertThat(state.servingInWords()).isEqualTo("nothing is served");
  }

  @Test
  void aCrashDuringTheTestIsTriedOnceMore() {
    provenV1();
    assign(2, V2, 60);
    on(new Event.Fetched(2), new Event.TestFailed(2, CRASH));
    assertThat(actions).containsExactly(new Action.Activate(2, V2));
    on(new Event.TestFailed(2, CRASH));
    assertThat(outcome().phase()).isEqualTo(Phase.Failed);
    assertThat(reason()).isEqualTo(Reason.RunnerCrashed);
  }

  @Test
  void theSecondCrashDuringTheSoakGoesBack() {
    soakingV2();
    on(new Event.Crashed(2, "it died"));
    assertThat(outcome().phase()).isEqualTo(Phase.Active);
    on(new Event.Crashed(2, "it died"));
    assertThat(outcome().phase()).isEqualTo(Phase.Reverted);
    assertThat(reason()).isEqualTo(Reason.RunnerCrashed);
  }

  @Test
  void aRestartDuringTheSoakServesTheStableRevisionFirstThenTriesOnceMore() {
    soakingV2();
    restart();
    assertThat(actions).containsExactly(new Action.Restore(V1));
    on(new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.Fetch(2, V2));
    on(new Event.Fetched(2));
    assertThat(actions).containsExactly(new Action.Activate(2, V2));
  }

  @Test
  void aRevisionThatTakesTheAgentDownTwiceIsNotTriedAgain() {
    provenV1();
    assign(2, V2, 60);
    on(new Event.Fetched(2));
    restart();
    on(new Event.Restored(V1), new Event.Fetched(2));
    restart();
    on(new Event.Restored(V1), new Event.Fetched(2));
    assertThat(outcome().phase()).isEqualTo(Phase.Failed);
    assertThat(reason()).isEqualTo(Reason.RunnerCrashed);
    assertThat(state.serving()).isEqualTo(V1);
  }

  @Test
  void anOrderlyEndDoesNotCountAsATry() {
    soakingV2();
    on(new Event.Stopping());
    assertThat(state.durable().tries()).isZero();
  }

  @Test
  void aHigherAttemptBeginsToCountAnew() {
    provenV1();
    assign(2, V2, 0);
    on(new Event.Fetched(2), new Event.TestFailed(2, BAD));
    assign(3, V2, 0);
    assertThat(state.tries()).isZero();
    assertThat(actions).contains(new Action.Fetch(3, V2));
  }

  @Test
  void whatIsServedAlreadyIsProvenAtOnceUnderItsNewName() {
    provenV1();
    Deployment renamed = deployment("digits-9", "a", null);
    assign(2, renamed, 60);
    assertThat(actions).containsExactly(new Action.Cancel(), new Action.Relabel(V1, renamed));
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
    assertThat(state.stable()).isEqualTo(renamed);
  }

  @Test
  void anotherLatencyTargetIsTestedAnew() {
    provenV1();
    assign(2, deployment("digits-9", "a", Duration.ofMillis(5)), 0);
    assertThat(outcome().phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void theOperatorsRollbackDuringTheSoakIsImmediate() {
    soakingV2();
    assign(3, V1, 60);
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Switch(V1), new Action.Drop(V2));
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
    assertThat(state.serving()).isEqualTo(V1);
  }

  @Test
  void theSameContentUnderANewAttemptSoaksAgainWithoutReload() {
    soakingV2();
    assign(3, V2, 30);
    assertThat(actions)
        .containsExactly(
            new Action.Cancel(), new Action.Soak(3, V2, Duration.ofSeconds(30), FIGURES));
    assertThat(state.serving()).isEqualTo(V2);
  }

  @Test
  void aNewerRevisionDuringTheSoakStartsFromTheStableOne() {
    soakingV2();
    assign(3, V3, 0);
    assertThat(actions)
        .containsExactly(
            new Action.Cancel(),
            new Action.Switch(V1),
            new Action.Drop(V2),
            new Action.Fetch(3, V3));
    assertThat(state.serving()).isEqualTo(V1);
  }

  @Test
  void aNewerRevisionDuringTheVeryFirstSoakInterruptsNothing() {
    assign(1, V1, 60);
    on(new Event.Fetched(1), new Event.Passed(1, FIGURES));
    assign(2, V2, 0);
    assertThat(actions).containsExactly(new Action.Cancel(), new Action.Fetch(2, V2));
    assertThat(state.serving()).isEqualTo(V1);
    on(new Event.Fetched(2), new Event.Passed(2, FIGURES));
    assertThat(actions)
        .containsExactly(new Action.Switch(V2), new Action.Drop(V1), new Action.Sweep());
  }

  @Test
  void lateResultsOfAnEarlierAttemptChangeNothing() {
    provenV1();
    assign(2, V2, 0);
    ModelState before = state;
    on(new Event.Passed(1, FIGURES), new Event.Fetched(1), new Event.SoakOver(1, FIGURES));
    assertThat(state).isEqualTo(before);
    assertThat(actions).isEmpty();
  }

  @Test
  void anotherSoakOrFallbackAloneChangesNothing() {
    provenV1();
    on(new Event.Assigned(new Assignment(1, V1, Duration.ofSeconds(99), V2)));
    assertThat(actions).isEmpty();
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void withoutTheEntryTheModelIsUnloadedAndForgotten() {
    soakingV2();
    on(new Event.Unassigned());
    assertThat(actions)
        .contains(
            new Action.Withdraw(), new Action.Drop(V1), new Action.Drop(V2), new Action.Forget());
    assertThat(state).isEqualTo(ModelState.unknown("vision.digits"));
  }

  @Test
  void aBrokenLineIsTriedAgainLater() {
    provenV1();
    assign(2, V2, 0);
    on(new Event.FetchFailed(2, LINE));
    assertThat(outcome().phase()).isEqualTo(Phase.Failed);
    assertThat(actions).containsExactly(new Action.RetryLater());
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Fetch(2, V2));
    assertThat(outcome().phase()).isEqualTo(Phase.Fetching);
  }

  @Test
  void aWrongModelIsNotTriedAgain() {
    provenV1();
    assign(2, V2, 0);
    on(new Event.Fetched(2), new Event.TestFailed(2, BAD), new Event.RetryDue());
    assertThat(actions).isEmpty();
    assertThat(outcome().phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void anAssignmentDuringTheRestoreWaitsForIt() {
    provenV1();
    restart();
    assign(2, V2, 0);
    assertThat(actions).isEmpty();
    on(new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.Fetch(2, V2));
  }

  @Test
  void aLostStableRevisionGivesWayToTheOneBeforeAndComesBack() {
    soakingV2();
    on(new Event.SoakOver(2, FIGURES));
    restart();
    on(new Event.RestoreFailed(V2, new Failure(Reason.DigestMismatch, "damaged")));
    assertThat(actions).containsExactly(new Action.Restore(V1));
    on(new Event.Restored(V1));
    assertThat(outcome().phase()).isEqualTo(Phase.Reverted);
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.RetryLater());
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Restore(V2));
    on(new Event.Restored(V2));
    assertThat(outcome().phase()).isEqualTo(Phase.Proven);
    assertThat(actions).containsExactly(new Action.Switch(V2), new Action.Drop(V1));
  }

  @Test
  void withNothingLeftOnTheDiskItKeepsTrying() {
    provenV1();
    restart();
    on(new Event.RestoreFailed(V1, LINE));
    assertThat(state.serving()).isNull();
    assertThat(outcome().phase()).isEqualTo(Phase.Reverted);
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Restore(V1));
  }

  /** V1 was proven but is lost on the disk; V2 soaks with nothing beside it. */
  private void soakingV2WithoutV1() {
    provenV1();
    restart();
    assign(2, V2, 60);
    on(new Event.RestoreFailed(V1, LINE), new Event.Fetched(2), new Event.Passed(2, FIGURES));
  }

  @Test
  void aFailedSoakDoesNotGoBackToAStableRevisionThatIsNotLoaded() {
    soakingV2WithoutV1();
    on(new Event.SoakFailed(2, BAD, FIGURES));
    assertThat(actions)
        .containsExactly(
            new Action.Cancel(),
            new Action.Withdraw(),
            new Action.Drop(V2),
            new Action.Restore(V1));
    assertThat(state.serving()).isNull();
    on(new Event.Restored(V1));
    assertThat(actions).contains(new Action.Switch(V1));
    assertThat(outcome().phase()).isEqualTo(Phase.Reverted);
  }

  @Test
  void aFailedSoakGoesBackToWhatIsLoadedWhenTheStableRevisionIsLost() {
    soakingV2();
    on(new Event.SoakOver(2, FIGURES));
    restart();
    assign(3, V3, 60);
    on(new Event.RestoreFailed(V2, LINE), new Event.Restored(V1));
    on(new Event.Fetched(3), new Event.Passed(3, FIGURES));
    assertThat(actions).doesNotContain(new Action.Drop(V1));
    on(new Event.SoakFailed(3, BAD, FIGURES));
    assertThat(actions)
        .containsExactly(
            new Action.Cancel(),
            new Action.Switch(V1),
            new Action.Drop(V3),
            new Action.Restore(V2));
    assertThat(state.serving()).isEqualTo(V1);
  }

  @Test
  void aNewerRevisionWhileTheStableOneIsLostInterruptsNothing() {
    soakingV2WithoutV1();
    assign(3, V3, 0);
    assertThat(actions).containsExactly(new Action.Cancel(), new Action.Fetch(3, V3));
    assertThat(state.serving()).isEqualTo(V2);
    on(new Event.Fetched(3), new Event.Passed(3, FIGURES));
    assertThat(actions).contains(new Action.Switch(V3), new Action.Drop(V2));
  }
}
