package dev.atoll.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rollout.
 *
 * @param name for people, unique within the rollout
 * @param size how many devices; a share counts all compatible devices that the selector finds;
 *     {@code null}: every device that is left
 * @param selector which devices may be taken
 * @param maxConcurrent how many may be in the middle of the change at once, 1 or more; {@code
 *     null}: all
 * @param soak how long each device serves the candidate before it counts as a success
 * @param minSucceeded real successes without which the wave never passes; at most the wave's target
 *     is asked for
 * @param maxFailed more failures trip the wave; a share counts the devices that ended
 * @param maxLost more lost devices trip the wave; a share counts the devices that ended
 */
public record WaveSpec(
    String name,
    @Nullable Amount size,
    LabelSelector selector,
    @Nullable Integer maxConcurrent,
    Duration soak,
    int minSucceeded,
    Amount maxFailed,
    Amount maxLost,
    OnFailure onFailure) {

  /** What a wave that is not the last loses before it trips, as long as the API does not ask. */
  public static final Amount MAX_LOST = Amount.NONE;

  /** The same for the last wave. */
  public static final Amount MAX_LOST_LAST = new Amount.Percent(10);

  public WaveSpec {
    if (maxConcurrent != null && maxConcurrent < 1)
      throw new IllegalArgumentException("maxConcurrent of wave " + name + " must be 1 or more");
    if (minSucceeded < 1)
      throw new IllegalArgumentException("minSucceeded of wave " + name + " must be 1 or more");
    if (size instanceof Amount.Count(int devices) && devices == 0)
      throw new IllegalArgumentException("size of wave " + name + " must be 1 or more");
    if (soak.isNegative())
      throw new IllegalArgumentException("soak of wave " + name + " must not be negative");
  }

  /** The wave that takes what is left when nobody described it: careful, without a soak. */
  public static WaveSpec rest() {
    return new WaveSpec(
        "rest",
        null,
        LabelSelector.ANY,
        null,
        Duration.ZERO,
        1,
        new Amount.Percent(5),
        MAX_LOST_LAST,
        OnFailure.PAUSE);
  }
}
