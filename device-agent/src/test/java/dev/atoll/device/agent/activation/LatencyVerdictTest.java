package dev.atoll.device.agent.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.serving.LatencyRecorder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyVerdictTest {
  private static final Duration TARGET = Duration.ofMillis(20);

  private static LatencyRecorder times(int fast, int slow) {
    LatencyRecorder times = new LatencyRecorder();
    for (int i = 0; i < fast; i++) {
      times.add(Duration.ofMillis(2).toNanos());
    }
    for (int i = 0; i < slow; i++) {
      times.add(Duration.ofMillis(200).toNanos());
    }
    return times;
  }

  @ParameterizedTest(name = "{0} fast, {1} slow: too slow is {2}")
  @CsvSource({
    "0,1,false",
    "0,3,false",
    "0,4,true",
    "20,0,false",
    "297,3,false",
    "296,4,true",
    "1000,10,false",
    "1000,11,true",
  })
  void moreThanOneInAHundredIsTooSlowAndAFewAreAnAccident(int fast, int slow, boolean tooSlow) {
    assertThat(LatencyVerdict.tooSlow(times(fast, slow), TARGET).isPresent()).isEqualTo(tooSlow);
  }

  @Test
  void withoutATargetNothingIsTooSlow() {
    assertThat(LatencyVerdict.tooSlow(times(0, 99), null)).isEmpty();
    assertThat(LatencyVerdict.tooSlowInTime(times(0, 1), null)).isEmpty();
  }

  @Test
  void aModelThatUsesUpTheTimeIsTooSlowWhenEachInferenceWas() {
    assertThat(LatencyVerdict.tooSlowInTime(times(0, 2), TARGET)).isPresent();
    assertThat(LatencyVerdict.tooSlowInTime(times(1, 2), TARGET)).isEmpty();
  }

  @Test
  void theSentenceNamesBothFigures() {
    var failure = LatencyVerdict.tooSlow(times(0, 5), TARGET).orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.LatencyAboveTarget);
    assertThat(failure.message())
        .isEqualTo("the p99 of one inference is 200ms over 5 inferences, the target is 20.0ms");
  }
}
