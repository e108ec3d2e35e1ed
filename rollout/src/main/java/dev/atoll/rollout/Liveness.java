package dev.atoll.rollout;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The device's lease.
 *
 * @param storeId its holder: the store that the device has now; {@code null} when it names none
 * @param lastSeen last renewal, by the API server's clock
 * @param validFor how long a renewal counts
 */
public record Liveness(@Nullable String storeId, Instant lastSeen, Duration validFor) {
  /** The moment from which the device counts as silent. */
  public Instant until() {
    return lastSeen.plus(validFor);
  }
}
