package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 4);

  @Test
  void waitsGrowFromFirstToMaxAndAreSpread() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.delay(1, random)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
      assertThat(backoff.delay(3, random))
          .isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
      assertThat(backoff.delay(1_000_000, random))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
  }

  @Test
  void isExhaustedAfterItsAttempts() {
    assertThat(backoff.exhausted(3)).isFalse();
    assertThat(backoff.exhausted(4)).isTrue();
  }
}
