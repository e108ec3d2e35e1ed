package dev.atoll.rollout;

import static dev.atoll.rollout.Kit.NEW;
import static dev.atoll.rollout.Kit.OLD;
import static dev.atoll.rollout.Kit.device;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SteadyStatePlannerTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private static SteadyStatePlan plan(
      @Nullable Revision stable, @Nullable Integer maxConcurrent, DeviceView... devices) {
    var snapshot =
        new SteadyStateSnapshot(
            "model",
            stable,
            false,
            maxConcurrent,
            new Amount.Count(1),
            Duration.ofMinutes(10),
            SteadyStateSnapshot.FAILURE_WINDOW,
            List.of(devices));
    return new SteadyStatePlanner().plan(snapshot, Kit.NOW);
  }

  @Test
  void newcomersAndDevicesOnTheWrongRevisionGetTheStableOne() {
    var plan =
        plan(
            NEW,
            null,
            device("new").view(),
            device("wrong").proven(OLD).view(),
            device("right").proven(NEW).view(),
            device("silent").proven(OLD).silent().view(),
            device("held").proven(OLD).onHold().view());
    assertThat(plan.actions()).extracting(Action::device).containsExactlyInAnyOrder("new", "wrong");
    assertThat(plan.settled()).isFalse();
  }

  @Test
  void aDeviceThatCatchesUpKeepsWhatItProvedAsItsFallback() {
    var steady = device("n1").proven(OLD).view();
    var candidate = device("n2").has(2, Kit.revision("bad"), "run-1", 0, AN_HOUR, Duration.ZERO);
    for (var device : List.of(steady, candidate.says(Report.Phase.PROVEN).view())) {
      var action = (Action.Assign) plan(NEW, null, device).actions().getFirst();
      assertThat(action.entry().fallback()).isEqualTo(OLD);
    }
  }

  @Test
  void equalContentUnderAnotherNameIsRight() {
    var twin = new Revision("digits-twin", NEW.artifact(), NEW.serving());
    var plan = plan(NEW, null, device("n1").proven(twin).view());
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.complete()).isTrue();
  }

  @Test
  void leaversUnloadAlsoWithoutAStableRevision() {
    var leaver = device("n1").proven(OLD).left().view();
    var stays = device("n2").proven(OLD).view();
    assertThat(plan(null, null, leaver, stays).actions())
        .containsExactly(new Action.Unassign("n1"));
  }

  @Test
  void noMoreThanMaxConcurrentChangeAtOnce() {
    var busy = device("busy").has(2, NEW, null, null, Duration.ofSeconds(5), Duration.ZERO);
    var plan = plan(NEW, 2, busy.view(), device("n1").view(), device("n2").view());
    assertThat(plan.actions()).hasSize(1);
  }

  @Test
  void tooManyFailuresStopItUntilTheWindowIsOver() {
    var plan = plan(NEW, null, failed("n1", 5), failed("n2", 5), device("n3").view());
    assertThat(plan.actions()).isEmpty();
    assertThat(Objects.requireNonNull(plan.reason()).code()).isEqualTo("TooManyFailed");
    assertThat(plan.requeueAfter()).isEqualTo(Duration.ofMinutes(55));
    assertThat(plan(NEW, null, failed("n1", 61), failed("n2", 61)).actions())
        .as("tried once more")
        .hasSize(2);
  }

  private static DeviceView failed(String name, int minutesAgo) {
    return device(name)
        .has(2, NEW, null, null, Duration.ofMinutes(minutesAgo), Duration.ZERO)
        .says(Report.Phase.FAILED)
        .view();
  }

  @Test
  void settledForgivesTheSilentAndCompleteDoesNot() {
    var plan =
        plan(NEW, null, device("n1").proven(NEW).view(), device("n2").proven(OLD).silent().view());
    assertThat(plan.settled()).isTrue();
    assertThat(plan.complete()).isFalse();
  }
}
