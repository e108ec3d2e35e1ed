package dev.atoll.operator.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LivenessTrackerTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private final LivenessTracker tracker = new LivenessTracker();

  private static Lease lease(String holder, Instant renewed, int seconds) {
    return new LeaseBuilder()
        .withNewSpec()
        .withHolderIdentity(holder)
        .withRenewTime(renewed.atZone(ZoneOffset.UTC))
        .withLeaseDurationSeconds(seconds)
        .endSpec()
        .build();
  }

  private static Instant after(int seconds) {
    return T.plusSeconds(seconds);
  }

  @Test
  void onlyTheFirstLeaseIsNewsAndRenewalsAreNot() {
    assertThat(tracker.seen("d", lease("s", T, 6), T)).isTrue();
    assertThat(tracker.seen("d", lease("s", after(2), 6), after(2))).isFalse();
    assertThat(tracker.seen("d", lease("s", after(4), 6), after(4))).isFalse();
  }

  @Test
  void anotherStoreIsNews() {
    tracker.seen("d", lease("s", T, 6), T);
    assertThat(tracker.seen("d", lease("reimaged", after(1), 6), after(1))).isTrue();
  }

  @Test
  void expiresExactlyAtItsDeadlineAndOnce() {
    tracker.seen("d", lease("s", T, 6), T);
    assertThat(tracker.nextDeadline()).contains(after(6));
    assertThat(tracker.expire(after(6).minusMillis(1))).isEmpty();
    assertThat(tracker.expire(after(6))).containsExactly("d");
    assertThat(tracker.expire(after(7))).isEmpty();
    assertThat(tracker.nextDeadline()).isEmpty();
  }

  @Test
  void renewalMovesTheDeadline() {
    tracker.seen("a", lease("s", T, 6), T);
    tracker.seen("b", lease("s", after(1), 6), after(1));
    tracker.seen("a", lease("s", after(3), 6), after(3));
    assertThat(tracker.nextDeadline()).contains(after(7));
    assertThat(tracker.expire(after(7))).containsExactly("b");
  }

  @Test
  void returningDeviceIsNews() {
    tracker.seen("d", lease("s", T, 6), T);
    tracker.expire(after(10));
    assertThat(tracker.seen("d", lease("s", after(11), 6), after(11))).isTrue();
    assertThat(tracker.nextDeadline()).contains(after(17));
  }

  @Test
  void leaseThatIsStaleWhenFirstSeenIsNoNewsButKnown() {
    assertThat(tracker.seen("d", lease("s", T, 6), after(60))).isFalse();
    assertThat(tracker.of("d")).isNotNull();
    assertThat(tracker.expire(after(61))).isEmpty();
  }

  @Test
  void hostileLeasesCannotMakeADeviceImmortal() {
    tracker.seen("future", lease("s", after(1_000_000), 6), T);
    tracker.seen("long", lease("s", T, Integer.MAX_VALUE), T);
    tracker.seen("negative", lease("s", T, -5), T);
    assertThat(tracker.expire(after(6))).containsExactly("future");
    assertThat(tracker.expire(T.plus(LivenessTracker.LONGEST))).containsExactly("long");
    assertThat(tracker.nextDeadline()).isEmpty();
  }

  @Test
  void leaseWithoutContentCountsAsNone() {
    tracker.seen("d", lease("s", T, 6), T);
    assertThat(tracker.seen("d", new LeaseBuilder().withNewSpec().endSpec().build(), after(1)))
        .isTrue();
    assertThat(tracker.of("d")).isNull();
    assertThat(tracker.seen("d", null, after(2))).isFalse();
  }

  @Test
  void whenTheApiServerIsSilentTheDevicesAreNotToBlame() {
    tracker.seen("fresh", lease("s", T, 6), T);
    tracker.seen("stale", lease("s", T.minusSeconds(60), 6), T);
    tracker.blind(after(6));
    assertThat(tracker.expire(after(6))).isEmpty();
    assertThat(tracker.of("fresh")).satisfies(l -> assertThat(l.until()).isEqualTo(after(12)));
    assertThat(tracker.of("stale")).satisfies(l -> assertThat(l.until()).isBefore(T));
    assertThat(tracker.nextDeadline()).contains(after(12));
    assertThat(tracker.expire(after(12))).containsExactly("fresh");
  }
}
