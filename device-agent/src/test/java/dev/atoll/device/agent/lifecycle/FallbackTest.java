package dev.atoll.device.agent.lifecycle;

import static dev.atoll.device.agent.lifecycle.OneModel.BAD;
import static dev.atoll.device.agent.lifecycle.OneModel.FIGURES;
import static dev.atoll.device.agent.lifecycle.OneModel.GONE;
import static dev.atoll.device.agent.lifecycle.OneModel.LINE;
import static dev.atoll.device.agent.lifecycle.OneModel.V1;
import static dev.atoll.device.agent.lifecycle.OneModel.V2;
import static dev.atoll.device.agent.lifecycle.OneModel.V3;
import static dev.atoll.device.agent.lifecycle.OneModel.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Outcome.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that has nothing of its own to go back to. */
class FallbackTest {
  private final OneModel model = new OneModel();

  @BeforeEach
  void aNewDiskGetsTheCandidateFirst() {
    model.assign(7, V2, 60, V1);
  }

  private void candidateFails() {
    model.on(new Event.Fetched(7), new Event.TestFailed(7, BAD));
  }

  private void fallbackServes() {
    candidateFails();
    model.on(new Event.Brought(V1), new Event.Restored(V1));
  }

  @Test
  void theFallbackIsFetchedThenServed() {
    candidateFails();
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
    model.on(new Event.Brought(V1));
    assertThat(model.state().durable().standIn().tries()).isEqualTo(1);
    assertThat(model.actions()).containsExactly(new Action.Restore(V1));
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.Sweep());
    assertThat(model.state().serving()).isEqualTo(V1);
    assertThat(model.state().servingInWords()).isEqualTo("the device goes on with digits-1");
    assertThat(model.phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void aCandidateThatIsNotToBeHadDoesNotKeepTheFallbackAway() {
    model.on(new Event.FetchFailed(7, LINE));
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    model.on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(model.actions()).contains(new Action.Switch(V1), new Action.RetryLater());
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Fetch(7, V2));
    assertThat(model.state().serving()).isEqualTo(V1);
    model.on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.state().stable()).isEqualTo(V2);
    assertThat(model.state().previous()).isEqualTo(V1);
    assertThat(model.state().standIn()).isEqualTo(StandIn.NONE);
  }

  @Test
  void aFailedSoakGoesToTheFallback() {
    model.on(
        new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakFailed(7, BAD, FIGURES));
    assertThat(model.actions())
        .containsExactly(
            new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V2), new Action.Bring(V1));
    model.on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(model.state().serving()).isEqualTo(V1);
    assertThat(model.phase()).isEqualTo(Phase.Reverted);
  }

  @Test
  void aBrokenLineToTheFallbackIsTriedAgainLaterForAsLongAsItTakes() {
    candidateFails();
    for (int round = 0; round < 5; round++) {
      model.on(new Event.NotBrought(V1, LINE));
      assertThat(model.actions()).containsExactly(new Action.RetryLater());
      assertThat(model.state().servingInWords())
          .isEqualTo(
              "nothing is served, for the fallback digits-1 failed too: DownloadFailed: no line");
      model.on(new Event.RetryDue());
      assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    }
  }

  @Test
  void withoutLineCandidateAndFallbackAreTriedInTurn() {
    model.on(new Event.FetchFailed(7, LINE), new Event.NotBrought(V1, LINE));
    assertThat(model.actions()).containsExactly(new Action.RetryLater());
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Fetch(7, V2));
    model.on(new Event.FetchFailed(7, LINE));
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    model.on(new Event.NotBrought(V1, LINE));
    assertThat(model.actions()).containsExactly(new Action.RetryLater());
  }

  @Test
  void aFallbackThatIsUnfitHereIsTriedTwiceAtMost() {
    candidateFails();
    model.on(new Event.Brought(V1), new Event.RestoreFailed(V1, BAD));
    assertThat(model.actions()).containsExactly(new Action.RetryLater());
    model.on(new Event.RetryDue(), new Event.Brought(V1), new Event.RestoreFailed(V1, BAD));
    assertThat(model.actions()).containsExactly(new Action.Sweep());
    model.on(new Event.RetryDue());
    assertThat(model.actions()).isEmpty();
    assertThat(model.state().servingInWords()).contains("digits-1 failed too: SelfTestFailed");
  }

  @Test
  void aFallbackThatTakesTheAgentDownTwiceIsNotTriedAgain() {
    candidateFails();
    model.on(new Event.Brought(V1));
    model.restart();
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    model.on(new Event.Brought(V1));
    model.restart();
    assertThat(model.actions()).isEmpty();
    assertThat(model.state().servingInWords()).contains("the agent ended 2 times");
  }

  @Test
  void anOrderlyEndDoesNotCount() {
    candidateFails();
    model.on(new Event.Brought(V1), new Event.Stopping());
    assertThat(model.state().durable().standIn().tries()).isZero();
  }

  @Test
  void aRestartServesTheFallbackWithoutAskingAnybody() {
    fallbackServes();
    model.restart();
    assertThat(model.actions()).containsExactly(new Action.Restore(V1));
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Switch(V1));
    assertThat(model.phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void aRestartBeforeTheFallbackCameGoesOnWithIt() {
    candidateFails();
    model.restart();
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
  }

  @Test
  void aNewerFallbackTakesOver() {
    fallbackServes();
    model.assign(7, V2, 60, V3);
    assertThat(model.actions()).containsExactly(new Action.Bring(V3));
    assertThat(model.state().serving()).isEqualTo(V1);
    model.on(new Event.Brought(V3), new Event.Restored(V3));
    assertThat(model.actions())
        .containsExactly(new Action.Switch(V3), new Action.Drop(V1), new Action.Sweep());
    assertThat(model.state().stable()).isEqualTo(V3);
  }

  @Test
  void aNewerFallbackInTheMiddleOfFetchingReplacesIt() {
    candidateFails();
    model.assign(7, V2, 60, V3);
    assertThat(model.actions()).containsExactly(new Action.Cancel(), new Action.Bring(V3));
    model.on(new Event.Brought(V1));
    assertThat(model.actions()).isEmpty();
    model.on(new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Drop(V1));
  }

  @Test
  void theSameFallbackUnderAnotherNameIsOnlyRelabelled() {
    fallbackServes();
    Deployment renamed = deployment("digits-9", "a", null);
    model.assign(7, V2, 60, renamed);
    assertThat(model.actions()).containsExactly(new Action.Relabel(V1, renamed));
    assertThat(model.state().serving()).isEqualTo(renamed);
    assertThat(model.state().stable()).isEqualTo(renamed);
  }

  @Test
  void aRevisionOfTheDevicesOwnIsNotReplacedByTheFallback() {
    model.on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    model.assign(8, V3, 60, V1);
    model.on(new Event.Fetched(8), new Event.TestFailed(8, BAD));
    assertThat(model.actions()).containsExactly(new Action.Sweep());
    assertThat(model.state().serving()).isEqualTo(V2);
    model.assign(8, V3, 60, V2);
    assertThat(model.actions()).isEmpty();
  }

  @Test
  void aFallbackOfTheSameContentIsNoHelp() {
    model.assign(8, V2, 60, deployment("digits-9", "b", V2.latencyTarget()));
    model.on(new Event.Fetched(8), new Event.TestFailed(8, BAD));
    assertThat(model.actions()).containsExactly(new Action.Sweep());
  }

  @Test
  void aNewWishIsNotKeptWaitingByTheFallback() {
    candidateFails();
    model.assign(8, V3, 60, V1);
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Drop(V2), new Action.Fetch(8, V3));
  }

  @Test
  void theFallbackIsTestedInFullWhenItBecomesTheWish() {
    fallbackServes();
    model.assign(8, V1, 60, null);
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Drop(V2), new Action.Fetch(8, V1));
    model.on(new Event.Fetched(8), new Event.Passed(8, FIGURES));
    assertThat(model.phase()).isEqualTo(Phase.Active);
    assertThat(model.state().serving()).isEqualTo(V1);
    model.on(new Event.SoakOver(8, FIGURES));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
    assertThat(model.state().standIn().adopted()).isFalse();
  }

  @Test
  void aFallbackThatFailsItsSoakAsTheWishIsGivenUp() {
    fallbackServes();
    model.assign(8, V1, 60, V1);
    model.on(
        new Event.Fetched(8), new Event.Passed(8, FIGURES), new Event.SoakFailed(8, BAD, FIGURES));
    assertThat(model.actions())
        .containsExactly(new Action.Cancel(), new Action.Withdraw(), new Action.Drop(V1));
    assertThat(model.state().stable()).isNull();
    model.restart();
    assertThat(model.actions()).isEmpty();
  }

  @Test
  void aDiskThatLostEverythingOfItsOwnTakesTheFallbackToo() {
    model.on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    model.restart();
    model.on(new Event.RestoreFailed(V2, GONE));
    assertThat(model.actions()).containsExactly(new Action.Bring(V1));
    model.on(new Event.Brought(V1), new Event.Restored(V1));
    assertThat(model.actions()).containsExactly(new Action.Switch(V1), new Action.RetryLater());
    assertThat(model.state().stable()).isEqualTo(V2);
    model.on(new Event.RetryDue());
    assertThat(model.actions()).containsExactly(new Action.Restore(V2));
    model.on(new Event.Restored(V2));
    assertThat(model.actions()).containsExactly(new Action.Switch(V2), new Action.Drop(V1));
    assertThat(model.phase()).isEqualTo(Phase.Proven);
  }

  @Test
  void withNoLineAtAllEachRoundEndsWithOnePause() {
    model.on(new Event.Fetched(7), new Event.Passed(7, FIGURES), new Event.SoakOver(7, FIGURES));
    model.restart();
    for (int round = 0; round < 3; round++) {
      model.on(new Event.RestoreFailed(V2, GONE));
      assertThat(model.actions()).containsExactly(new Action.Bring(V1));
      model.on(new Event.RetryDue());
      assertThat(model.actions()).isEmpty();
      model.on(new Event.NotBrought(V1, LINE));
      assertThat(model.actions()).containsExactly(new Action.RetryLater());
      model.on(new Event.RetryDue());
      assertThat(model.actions()).containsExactly(new Action.Restore(V2));
    }
  }
}
