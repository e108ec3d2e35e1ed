package dev.atoll.rollout;

import static dev.atoll.rollout.Kit.device;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceViewTest {
  private static final Duration AGO = Duration.ofSeconds(10);

  @Test
  void aReportCountsWhenItEchoesTheEntryFromTheSameStore() {
    var said = device("n").candidate(0).says(2, "digits-2", Report.Phase.PROVEN, AGO, "disk-n");
    assertThat(said.view().validReport()).isNotNull();
  }

  @Test
  void olderAndNewerAttemptsOtherRevisionsAndOtherStoresDoNotCount() {
    assertThat(says(1, "digits-2", "disk-n").validReport()).isNull();
    assertThat(says(3, "digits-2", "disk-n").validReport()).isNull();
    assertThat(says(2, "digits-1", "disk-n").validReport()).isNull();
    assertThat(says(2, "digits-2", "disk-before").validReport()).isNull();
  }

  @Test
  void theNextAttemptIsHigherThanAnyThatWasSeen() {
    assertThat(device("n").view().nextAttempt()).isEqualTo(1);
    assertThat(device("n").candidate(0).view().nextAttempt()).isEqualTo(3);
    assertThat(says(7, "digits-2", "disk-n").nextAttempt()).isEqualTo(8);
  }

  @Test
  void aReportCannotUseUpTheAttempts() {
    assertThat(says(Long.MAX_VALUE, "digits-2", "disk-n").nextAttempt()).isEqualTo(3);
  }

  private static DeviceView says(long attempt, String revision, String store) {
    return device("n").candidate(0).says(attempt, revision, Report.Phase.PROVEN, AGO, store).view();
  }
}
