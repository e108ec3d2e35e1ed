package dev.atoll.device.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that has nothing of its own to go back to. */
class FallbackTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Figures FIGURES =
      new Figures(Duration.ofMillis(1), Duration.ofMillis(2), 20);
  private static final Deployment V1 = deployment("digits-1", "a");
  private static final Deployment V2 = deployment("digits-2", "b");
  private static final Deployment V3 = deployment("digits-3", "c");
  private static final Failure BAD = new Failure(Reason.SelfTestFailed, "it differs");
  private static final Failure LINE = new Failure(Reason.DownloadFailed, "no line");
  private static final Failure GONE = new Failure(Reason.DigestMismatch, "damaged");

  private ModelState state = ModelState.unknown("vision.digits");
  private List<Action> actions = List.of();

  private static Deployment deployment(String revision, String digest) {
    return new Deployment(revision, "registry:1/a", "sha256:" + digest.repeat(64), null);
  }

  private void on(Event... events) {
    for (Event e : events) {
      Step step = Lifecycle.next(state, e, NOW);
      state = step.state();
      actions = step.actions();
    }
  }

  private void assign(long attempt, Deployment what, @Nullable Deployment fallback) {
    on(new Event.Assigned(new Assignment(attempt, what, Duration.ofSeconds(60), fallback)));
  }

  private void restart() {
    state = state.durable();
    on(new Event.Started());
  }

  private Phase phase() {
    return Objects.requireNonNull(state.outcome()).phase();
  }

  @BeforeEach
  void aNewDiskGetsTheCandidateFirst() {
    assign(7, V2, V1);
  }

  private void candidateFails() {
    on(new Event.Fetched(7), new Event.TestFailed(7, BAD));
  }

  private void fallbackServes() {
    candidateFails();
    on(new Event.Brought(V1), new Event.Restored(V1));
  }

  @Test
  void theFallbackIsFetchedThenServed() {
    candidateFails();
    assertThat(actions).containsExactly(new Action.Bring(V1));
    assertThat(phase()).isEqualTo(Phase.Failed);
    on(new Event.Brought(V1));
    assertThat(state.durable().standIn().tries()).isEqualTo(1);
    assertThat(actions).containsExactly(new Action.Restore(V1));
    on(new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.Sweep());
    assertThat(state.serving()).isEqualTo(V1);
    assertThat(state.servingInWords()).isEqualTo("the device goes on with digits-1");
    assertThat(phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void aCandidateThatIsNotToBeHadDoesNotKeepTheFallbackAway() {
    on(new Event.FetchFailed(7, LINE));
    assertThat(actions).containsExactly(new Action.Bring(V1));
    on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(actions).contains(new Action.Switch(V1), new Action.RetryLater());
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Fetch(7, V2));
    assertThat(state.serving()).isEqualTo(V1);
    on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    assertThat(phase()).isEqualTo(Phase.Proven);
    assertThat(state.stable()).isEqualTo(V2);
    assertThat(state.previous()).isEqualTo(V1);
    assertThat(state.standIn()).isEqualTo(StandIn.NONE);
  }

  @Test
  void aFailedSoakGoesToTheFallback() {
    on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakFailed(7, BAD, FIGURES));
    assertThat(actions)
        .containsExactly(
            new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V2), new Action.Bring(V1));
    on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(state.serving()).isEqualTo(V1);
    assertThat(phase()).isEqualTo(Phase.Reverted);
  }

  @Test
  void aBrokenLineToTheFallbackIsTriedAgainLaterForAsLongAsItTakes() {
    candidateFails();
    for (int round = 0; round < 5; round++) {
      on(new Event.NotBrought(V1, LINE));
      assertThat(actions).containsExactly(new Action.RetryLater());
      assertThat(state.servingInWords())
          .isEqualTo(
              "nothing is served, for the fallback digits-1 failed too: DownloadFailed: no line");
      on(new Event.RetryDue());
      assertThat(actions).containsExactly(new Action.Bring(V1));
    }
  }

  @Test
  void withoutLineCandidateAndFallbackAreTriedInTurn() {
    on(new Event.FetchFailed(7, LINE), new Event.NotBrought(V1, LINE));
    assertThat(actions).containsExactly(new Action.RetryLater());
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Fetch(7, V2));
    on(new Event.FetchFailed(7, LINE));
    assertThat(actions).containsExactly(new Action.Bring(V1));
    on(new Event.NotBrought(V1, LINE));
    assertThat(actions).containsExactly(new Action.RetryLater());
  }

  @Test
  void aFallbackThatIsUnfitHereIsTriedTwiceAtMost() {
    candidateFails();
    on(new Event.Brought(V1), new Event.RestoreFailed(V1, BAD));
    assertThat(actions).containsExactly(new Action.RetryLater());
    on(new Event.RetryDue(), new Event.Brought(V1), new Event.RestoreFailed(V1, BAD));
    assertThat(actions).containsExactly(new Action.Sweep());
    on(new Event.RetryDue());
    assertThat(actions).isEmpty();
    assertThat(state.servingInWords()).contains("digits-1 failed too: SelfTestFailed");
  }

  @Test
  void aFallbackThatTakesTheAgentDownTwiceIsNotTriedAgain() {
    candidateFails();
    on(new Event.Brought(V1));
    restart();
    assertThat(actions).containsExactly(new Action.Bring(V1));
    on(new Event.Brought(V1));
    restart();
    assertThat(actions).isEmpty();
    assertThat(state.servingInWords()).contains("the agent ended 2 times");
  }

  @Test
  void anOrderlyEndDoesNotCount() {
    candidateFails();
    on(new Event.Brought(V1), new Event.Stopping());
    assertThat(state.durable().standIn().tries()).isZero();
  }

  @Test
  void aRestartServesTheFallbackWithoutAskingAnybody() {
    fallbackServes();
    restart();
    assertThat(actions).containsExactly(new Action.Restore(V1));
    on(new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Switch(V1));
    assertThat(phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void aRestartBeforeTheFallbackCameGoesOnWithIt() {
    candidateFails();
    restart();
    assertThat(actions).containsExactly(new Action.Bring(V1));
  }

  @Test
  void aNewerFallbackTakesOver() {
    fallbackServes();
    assign(7, V2, V3);
    assertThat(actions).containsExactly(new Action.Bring(V3));
    assertThat(state.serving()).isEqualTo(V1);
    on(new Event.Brought(V3), new Event.Restored(V3));
    assertThat(actions)
        .containsExactly(new Action.Switch(V3), new Action.Drop(V1), new Action.Sweep());
    assertThat(state.stable()).isEqualTo(V3);
  }

  @Test
  void aNewerFallbackInTheMiddleOfFetchingReplacesIt() {
    candidateFails();
    assign(7, V2, V3);
    assertThat(actions).containsExactly(new Action.Cancel(), new Action.Bring(V3));
    on(new Event.Brought(V1));
    assertThat(actions).isEmpty();
    on(new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Drop(V1));
  }

  @Test
  void theSameFallbackUnderAnotherNameIsOnlyRelabelled() {
    fallbackServes();
    Deployment renamed = deployment("digits-9", "a");
    assign(7, V2, renamed);
    assertThat(actions).containsExactly(new Action.Relabel(V1, renamed));
    assertThat(state.serving()).isEqualTo(renamed);
    assertThat(state.stable()).isEqualTo(renamed);
  }

  @Test
  void aRevisionOfTheDevicesOwnIsNotReplacedByTheFallback() {
    on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    assign(8, V3, V1);
    on(new Event.Fetched(8), new Event.TestFailed(8, BAD));
    assertThat(actions).containsExactly(new Action.Sweep());
    assertThat(state.serving()).isEqualTo(V2);
    assign(8, V3, V2);
    assertThat(actions).isEmpty();
  }

  @Test
  void aFallbackOfTheSameContentIsNoHelp() {
    assign(8, V2, deployment("digits-9", "b"));
    on(new Event.Fetched(8), new Event.TestFailed(8, BAD));
    assertThat(actions).containsExactly(new Action.Sweep());
  }

  @Test
  void aNewWishIsNotKeptWaitingByTheFallback() {
    candidateFails();
    assign(8, V3, V1);
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Drop(V2), new Action.Fetch(8, V3));
  }

  @Test
  void theFallbackIsTestedInFullWhenItBecomesTheWish() {
    fallbackServes();
    assign(8, V1, null);
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Drop(V2), new Action.Fetch(8, V1));
    on(new Event.Fetched(8), new Event.Passed(8, FIGURES));
    assertThat(phase()).isEqualTo(Phase.Active);
    assertThat(state.serving()).isEqualTo(V1);
    on(new Event.SoakOver(8, FIGURES));
    assertThat(phase()).isEqualTo(Phase.Proven);
    assertThat(state.standIn().adopted()).isFalse();
  }

  @Test
  void aFallbackThatFailsItsSoakAsTheWishIsGivenUp() {
    fallbackServes();
    assign(8, V1, V1);
    on(new Event.Fetched(8), new Event.Passed(8, FIGURES), new Event.SoakFailed(8, BAD, FIGURES));
    assertThat(actions)
        .containsExactly(new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V1));
    assertThat(state.stable()).isNull();
    restart();
    assertThat(actions).isEmpty();
  }

  @Test
  void aDiskThatLostEverythingOfItsOwnTakesTheFallbackToo() {
    on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    restart();
    on(new Event.RestoreFailed(V2, GONE));
    assertThat(actions).containsExactly(new Action.Bring(V1));
    on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(actions).containsExactly(new Action.Switch(V1), new Action.RetryLater());
    assertThat(state.stable()).isEqualTo(V2);
    on(new Event.RetryDue());
    assertThat(actions).containsExactly(new Action.Restore(V2));
    on(new Event.Restored(V2));
    assertThat(actions).containsExactly(new Action.Switch(V2), new Action.Drop(V1));
    assertThat(phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void withNoLineAtAllEachRoundEndsWithOnePause() {
    on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    restart();
    for (int round = 0; round < 3; round++) {
      on(new Event.RestoreFailed(V2, GONE));
      assertThat(actions).containsExactly(new Action.Bring(V1));
      on(new Event.RetryDue());
      assertThat(actions).isEmpty();
      on(new Event.NotBrought(V1, LINE));
      assertThat(actions).containsExactly(new Action.RetryLater());
      on(new Event.RetryDue());
      assertThat(actions).containsExactly(new Action.Restore(V2));
    }
  }
}
