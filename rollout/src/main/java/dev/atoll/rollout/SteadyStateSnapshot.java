package dev.atoll.rollout;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An EdgeModel without a running rollout.
 *
 * @param key decides the order of the devices; the model's uid
 * @param stable what every device should have; {@code null}: nothing was proven yet, so nothing is
 *     assigned
 * @param paused nothing is assigned
 * @param maxConcurrent how many devices may change at once; {@code null}: all
 * @param maxFailed with more failures than this within {@code failureWindow}, nothing new is
 *     assigned; a share counts the selected devices
 * @param activationDeadline as in {@link RolloutSpec}
 * @param failureWindow how long a failure counts
 */
public record SteadyStateSnapshot(
    String key,
    @Nullable Revision stable,
    boolean paused,
    @Nullable Integer maxConcurrent,
    Amount maxFailed,
    Duration activationDeadline,
    Duration failureWindow,
    List<DeviceView> devices) {
  public static final Duration FAILURE_WINDOW = Duration.ofHours(1);

  public SteadyStateSnapshot {
    devices = List.copyOf(devices);
  }
}
