package dev.atoll.device.agent.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an assignment came.
 *
 * @param failure set for Failed and Reverted
 * @param figures of the self-test or the soak, when there are some
 * @param since when the phase began
 */
public record Outcome(
    Phase phase, @Nullable Failure failure, @Nullable Figures figures, Instant since) {
  /** The way of an assignment; the names are those of the API. */
  public enum Phase {
    /** The artifact is being pulled. */
    Fetching,
    /** Loaded beside the stable revision, being tested. */
    Activating,
    /** Serving; the soak is running. */
    Active,
    /** Served healthily through its soak. */
    Proven,
    /** Never served; the stable revision goes on. */
    Failed,
    /** Served, then went back. */
    Reverted;

    /** True when nothing more happens by itself. */
    public boolean settled() {
      return this == Proven || this == Failed || this == Reverted;
    }
  }
}
