package dev.atoll.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a device serves a revision; the planner carries it and compares it, no more.
 *
 * @param latencyTargetP99 bound on the 99th percentile of one inference, or none
 */
public record Serving(@Nullable Duration latencyTargetP99) {
  /** No targets. */
  public static final Serving DEFAULT = new Serving(null);
}
