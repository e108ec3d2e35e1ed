package dev.atoll.rollout;

import static dev.atoll.rollout.Kit.NEW;
import static dev.atoll.rollout.Kit.OLD;
import static dev.atoll.rollout.Kit.device;
import static dev.atoll.rollout.Kit.plan;
import static dev.atoll.rollout.Kit.run;
import static dev.atoll.rollout.Kit.snapshot;
import static dev.atoll.rollout.Kit.wave;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Single plans; whole stories are in the simulation. */
class RolloutPlannerTest {
  private static final RolloutSpec CANARY_REST =
      run(wave("canary", new Amount.Count(1), Duration.ZERO), wave("rest", null, Duration.ZERO));

  private static Progress canaryOpen() {
    return canary(WavePhase.OPEN, RolloutPhase.PROGRESSING);
  }

  private static Progress canary(WavePhase wave, RolloutPhase phase) {
    var initial = Progress.initial(CANARY_REST).waves();
    return new Progress(
        phase,
        null,
        List.of(initial.getFirst().with(wave, null).withTarget(1), initial.getLast()),
        List.of());
  }

  @Test
  void aWaveThatPassesOpensTheNextInTheSamePlan() {
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                canaryOpen(),
                device("n1").candidate(0).says(Report.Phase.PROVEN).view(),
                device("n2").proven(OLD).view(),
                device("n3").proven(OLD).view()));
    assertThat(plan.actions()).extracting(Action::device).containsExactlyInAnyOrder("n2", "n3");
    assertThat(plan.progress().waves())
        .extracting(WaveProgress::phase)
        .containsExactly(WavePhase.PASSED, WavePhase.OPEN);
  }

  @Test
  void theSentenceNamesWaveCountDeviceAndItsReason() {
    var failing =
        snapshot(
            CANARY_REST,
            canaryOpen(),
            device("n3").candidate(0).says(Report.Phase.REVERTED).view(),
            device("n2").proven(OLD).view());
    var plan = plan(failing);
    assertThat(plan.progress().phase()).isEqualTo(RolloutPhase.ROLLING_BACK);
    assertThat(plan.progress().reason())
        .isEqualTo(
            new Reason(
                "TooManyFailed",
                "Wave canary: 1 of 1 devices failed (more than maxFailed 0): n3 reverted with"
                    + " LatencyAboveTarget: p99 71 ms is above 5 ms; all devices return to"
                    + " digits-1"));
    assertThat(plan.actions()).as("the decision is stored before it is acted upon").isEmpty();
    assertThat(plan.requeueAfter()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aRollbackGivesEveryDeviceOfTheRunTheStableRevisionWithAHigherAttempt() {
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                canary(WavePhase.TRIPPED, RolloutPhase.ROLLING_BACK),
                device("n1").candidate(0).says(Report.Phase.PROVEN).view(),
                device("n2").candidate(1).silent().view(),
                device("n3").proven(OLD).view()));
    assertThat(plan.actions()).extracting(Action::device).containsExactlyInAnyOrder("n1", "n2");
    assertThat(plan.actions())
        .allSatisfy(action -> {
          var entry = ((Action.Assign) action).entry();
          assertThat(entry.active().revision()).isEqualTo(OLD);
          assertThat(entry.attempt()).isEqualTo(3);
        });
  }

  @Test
  void aRollbackEndsFailedAndNamesTheStragglers() {
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                canary(WavePhase.PASSED, RolloutPhase.ROLLING_BACK),
                returning("n1").says(Report.Phase.PROVEN).view(),
                returning("n2").says(Report.Phase.FAILED).view(),
                returning("n3").silent().view(),
                device("n4").candidate(0).onHold().view()));
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.progress().phase()).isEqualTo(RolloutPhase.FAILED);
    assertThat(Objects.requireNonNull(plan.quarantine()).message())
        .contains("returned to digits-1 except")
        .contains("n2 (LatencyAboveTarget)", "n3 (Unreachable)", "n4 (OnHold)");
  }

  private static Kit.Device returning(String name) {
    return device(name).has(3, OLD, "run-1", null, Duration.ofSeconds(20), Duration.ZERO);
  }

  @Test
  void anyNumberOfSilentDevicesDoesNotPassAWave() {
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                device("n1").proven(OLD).silent().view(),
                device("n2").proven(OLD).silent().view()));
    assertThat(plan.actions()).isEmpty();
    assertThat(Objects.requireNonNull(plan.progress().reason()).code())
        .isEqualTo("WaitingForDevices");
  }

  @Test
  void heldIncompatibleAndForeignDevicesAreNotTaken() {
    var plan =
        plan(
            snapshot(
                run(wave("rest", null, Duration.ZERO)),
                device("n1").proven(OLD).onHold().view(),
                device("n2").proven(OLD).incompatible().view(),
                device("n3").left().view(),
                device("n4").proven(OLD).view()));
    assertThat(plan.actions()).extracting(Action::device).containsExactly("n4");
    assertThat(plan.counts()).isEqualTo(new FleetCounts(3, 0, 2, 0, 0, 0, 1, 1));
  }

  @Test
  void aDeviceThatWasSilentAlreadyReturnsItsPlaceToAnother() {
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                canaryOpen(),
                device("n1").candidate(0).silent().view(),
                device("n2").proven(OLD).view()));
    assertThat(plan.actions())
        .extracting(a -> ((Action.Assign) a).entry().active().revision())
        .containsExactly(OLD, NEW);
  }

  @Test
  void aDeviceThatFellSilentAfterItsAssignmentKeepsItsPlace() {
    var gone = device("n1").candidate(0, Duration.ofMinutes(20), Duration.ZERO);
    var plan =
        plan(
            snapshot(
                CANARY_REST,
                canaryOpen(),
                gone.says(Report.Phase.FETCHING).seen(Duration.ofMinutes(11)).view(),
                device("n2").proven(OLD).view()));
    assertThat(plan.actions()).isEmpty();
    assertThat(Objects.requireNonNull(plan.progress().reason()).code())
        .isEqualTo("WaitingForDevices");
  }

  @Test
  void aWaveThatTripsAfterItPassedStopsTheWavesAfterIt() {
    var careful = wave("canary", new Amount.Count(1), Duration.ZERO);
    var pausing =
        new WaveSpec(
            careful.name(),
            careful.size(),
            careful.selector(),
            null,
            careful.soak(),
            1,
            Amount.NONE,
            Amount.NONE,
            OnFailure.PAUSE);
    var spec = run(pausing, wave("rest", null, Duration.ZERO));
    var initial = Progress.initial(spec).waves();
    var waves =
        List.of(
            initial.getFirst().with(WavePhase.PASSED, null).withTarget(1),
            initial.getLast().with(WavePhase.OPEN, null).withTarget(1));
    var progress = new Progress(RolloutPhase.PROGRESSING, null, waves, List.of());
    var late = device("n1").candidate(0).says(Report.Phase.REVERTED).view();
    var plan = plan(snapshot(spec, progress, late, device("n2").proven(OLD).view()));
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.progress().phase()).isEqualTo(RolloutPhase.PAUSED);
    assertThat(Objects.requireNonNull(plan.progress().reason()).message())
        .contains("pin digits-1")
        .contains("apply a newer revision");
  }

  @Test
  void aGateThatWaitsHoldsTheWaveAndOneThatFailsTripsIt() {
    assertThat(gated(GateFact.Result.WAIT).waves().getFirst().phase()).isEqualTo(WavePhase.OPEN);
    assertThat(gated(GateFact.Result.PASS).waves().getFirst().phase()).isEqualTo(WavePhase.PASSED);
    var failed = gated(GateFact.Result.FAIL);
    assertThat(failed.phase()).isEqualTo(RolloutPhase.ROLLING_BACK);
    assertThat(Objects.requireNonNull(failed.reason()).code()).isEqualTo("GateFailed");
  }

  private static Progress gated(GateFact.Result result) {
    var gate = new GateFact(0, "approval", result, "nobody has looked");
    var devices = List.of(device("n1").candidate(0).says(Report.Phase.PROVEN).view());
    var wish = new Wish(NEW.name(), false);
    var snapshot = new RolloutSnapshot(CANARY_REST, canaryOpen(), wish, devices, List.of(gate));
    return plan(snapshot).progress();
  }

  @Test
  void devicesOnARevisionInBetweenComeFirst() {
    var middle = Kit.revision("digits-middle");
    for (var name : List.of("a", "b", "c")) {
      var plan =
          plan(
              snapshot(
                  CANARY_REST,
                  device("x1").proven(OLD).view(),
                  device("x2").proven(OLD).view(),
                  device(name).proven(middle).view()));
      assertThat(plan.actions()).extracting(Action::device).containsExactly(name);
    }
  }

  @Test
  void aStrategyThatOnlyDescribesACanaryGetsACarefulRest() {
    var spec = run(wave("canary", new Amount.Count(1), Duration.ZERO));
    assertThat(spec.waves()).extracting(WaveSpec::name).containsExactly("canary", "rest");
    assertThat(CANARY_REST.waves()).hasSize(2);
  }

  @Test
  void anEndedRunIsLeftAlone() {
    for (var phase : RolloutPhase.values()) {
      if (!phase.terminal()) continue;
      var progress = canary(WavePhase.OPEN, phase);
      var plan = plan(snapshot(CANARY_REST, progress, device("n1").proven(OLD).view()));
      assertThat(plan.actions()).isEmpty();
      assertThat(plan.progress()).isEqualTo(progress);
    }
  }
}
