package dev.atoll.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a device last said about the model, as it stands in its status; whether it counts is decided
 * by {@link DeviceView#validReport()}.
 *
 * @param attempt echoed from the entry
 * @param revision name, echoed from the entry
 * @param reason CamelCase name for Failed and Reverted
 * @param message sentence for people
 * @param since when the phase began, by the device's clock; a value that cannot be true is ignored
 * @param storeId the store that wrote the status; {@code null} when the device names none
 */
public record Report(
    long attempt,
    String revision,
    Phase phase,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant since,
    @Nullable String storeId) {

  /** The way of an assignment on the device. */
  public enum Phase {
    FETCHING,
    WAITING,
    ACTIVATING,
    ACTIVE,
    PROVEN,
    /** Never served; the revision before goes on. */
    FAILED,
    /** Served, then went back to the fallback. */
    REVERTED
  }
}
