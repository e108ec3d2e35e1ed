package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusReportTest {
  @Test
  void aTrippedRolloutSaysWhereAndWhy() {
    String text =
        StatusReport.render(Fixtures.tripped(), Fixtures.trippedRollout(), Fixtures.quarantined());

    assertThat(text)
        .isEqualTo(
            """
            Model      vision.digits
            Phase      Degraded
            Stable     digits-aaaaaaaaaa
            Candidate  digits-bbbbbbbbbb (Ready, quarantined: TooManyFailed: see the rollout)
            Devices    6 selected, 6 healthy, 1 failed
            Rollout    digits-bbbbbbbbbb-1 (Failed, TooManyFailed: wave canary allows 0 failed devices and has 1)

            WAVE    PHASE    TARGET  UPDATING  SOAKING  SUCCEEDED  FAILED  LOST  UNREACHABLE  DEFERRED  WHY
            canary  Tripped  1       0         0        0          1       0     2            0         TooManyFailed: 1 failed
            rest    Pending  -       0         0        0          0       0     0            0

            DEVICE     STATE   WHY
            harbour-1  Failed  LatencyAboveTarget: p99 is 212 ms, the target 20 ms\\u{1b}[2J

            CONDITION  STATUS  WHY
            Ready      True    Healthy
            Degraded   True    TooManyFailed: digits-bbbbbbbbbb failed on 1 of 1 devices
            """);
  }

  @Test
  void aCompileIsShownByItsStageAndADeletedRolloutAsDeleted() {
    assertThat(StatusReport.render(Fixtures.tripped(), null, Fixtures.compiling()))
        .contains("digits-bbbbbbbbbb (Compiling, quantise)")
        .contains("digits-bbbbbbbbbb-1 (deleted)")
        .doesNotContain("WAVE");
  }

  @Test
  void aModelThatNobodyHasLookedAtSaysSo() {
    assertThat(StatusReport.render(Fixtures.untouched(), null, null))
        .isEqualTo("vision.digits  the operator has not looked at it yet\n");
  }
}
