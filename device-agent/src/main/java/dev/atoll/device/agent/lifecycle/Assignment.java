package dev.atoll.device.agent.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants of one model on this device.
 *
 * @param attempt number of this wish; reports echo it
 * @param active what to serve
 * @param soak how long to serve it healthily before it is proven
 * @param fallback proven in the fleet, null when nothing is yet
 */
public record Assignment(
    long attempt, Deployment active, Duration soak, @Nullable Deployment fallback) {
  /** True when the other one is the same wish, whatever it says about soak and fallback. */
  boolean sameWish(Assignment other) {
    return attempt == other.attempt && active.equals(other.active);
  }
}
