package dev.atoll.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "2s,2000", "10m,600000", "1h30m,5400000", "0s,0"})
  void readsEachUnit(String text, long millis) {
    assertThat(Durations.parse(text, Duration.ZERO)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void anAbsentTextIsTheDefault() {
    assertThat(Durations.parse(null, Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "5d", "5m ", "-5m", "5m5", "99999999999999s"})
  void refusesAnythingElseAndSaysHowToWriteIt(String text) {
    assertThatThrownBy(() -> Durations.parse(text, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a duration")
        .hasMessageContaining("1h30m");
  }
}
