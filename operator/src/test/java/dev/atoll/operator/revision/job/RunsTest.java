package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Refused;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
  private static final CompileJob JOB = Jobs.job(null);
  private static final Refused NO = new Refused("CompileNotStarted", "m", true);

  private final Runs runs = new Runs();

  private Runs.Begun begin() {
    runs.add(JOB);
    return runs.take(List.of(), 1, job -> true).starting().getFirst();
  }

  private void assertNothingIsHeld() {
    assertThat(runs.pending(Jobs.ID)).isFalse();
    assertThat(runs.state(Jobs.ID)).isEmpty();
    assertThat(runs.own(Jobs.ID)).isFalse();
    assertThat(runs.forgotten(Jobs.ID)).isFalse();
  }

  @Test
  void itWaitsIsBegunAndThenTheClustersToTell() {
    assertThat(runs.add(JOB)).containsExactly(Jobs.ID);
    assertThat(runs.state(Jobs.ID)).contains(new Queued(1));
    var taken = runs.take(List.of(), 1, job -> true);
    assertThat(taken.moved()).containsExactly(Jobs.ID);
    assertThat(runs.begunLanes()).containsExactly(JOB.lane());
    runs.seen(Jobs.ID, true);
    assertThat(runs.begunLanes()).isEmpty();
    assertThat(runs.own(Jobs.ID)).isTrue();
    runs.seen(Jobs.ID, false);
    assertNothingIsHeld();
  }

  @Test
  void thatItCouldNotBeMadeIsToldUntilItIsForgotten() {
    var run = begin();
    runs.failed(Jobs.ID, NO);
    assertThat(runs.state(Jobs.ID)).contains(new Finished(NO));
    runs.giveUp(run);
    runs.seen(Jobs.ID, false);
    assertThat(runs.state(Jobs.ID)).contains(new Finished(NO));
    runs.forget(Jobs.ID, false);
    assertNothingIsHeld();
  }

  @Test
  void forgottenWhileItCannotBeMadeItTellsNothingAndLeavesNothing() {
    var run = begin();
    runs.forget(Jobs.ID, false);
    runs.failed(Jobs.ID, NO);
    assertThat(runs.state(Jobs.ID)).contains(new Unknown());
    assertThat(runs.begunLanes()).isEmpty();
    runs.giveUp(run);
    runs.seen(Jobs.ID, false);
    assertNothingIsHeld();
  }

  /** For example when the API server made it, and its answer was lost. */
  @Test
  void aJobThatIsThereAlthoughItsMakingFailedIsNotTheFailure() {
    begin();
    runs.seen(Jobs.ID, true);
    runs.failed(Jobs.ID, NO);
    assertThat(runs.state(Jobs.ID)).isEmpty();
  }

  @Test
  void aJobThatComesAfterItsMakingFailedIsUnwantedOnceItWasForgotten() {
    begin();
    runs.failed(Jobs.ID, NO);
    runs.forget(Jobs.ID, false);
    runs.seen(Jobs.ID, true);
    assertThat(runs.forgotten(Jobs.ID)).isTrue();
    runs.seen(Jobs.ID, false);
    assertNothingIsHeld();
  }

  @Test
  void anEarlierRunThatIsGivenUpIsNotTheLaterOne() {
    var first = begin();
    runs.seen(Jobs.ID, true);
    runs.forget(Jobs.ID, true);
    runs.seen(Jobs.ID, false);
    begin();
    runs.giveUp(first);
    assertThat(runs.begun(Jobs.ID)).isTrue();
  }

  @Test
  void aRunThatWaitsForRoomThatCannotBeMadeIsAFailure() {
    runs.add(JOB);
    runs.failed(Jobs.ID, NO);
    assertThat(runs.state(Jobs.ID)).contains(new Finished(NO));
    runs.forget(Jobs.ID, false);
    runs.failed(Jobs.ID, NO);
    assertNothingIsHeld();
  }
}
