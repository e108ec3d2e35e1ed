package dev.atoll.device.agent.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * The fleet's fallback on a device where the wanted revision failed and nothing of its own is left.
 *
 * @param adopted the stable revision is such a fallback: it passed its self-test here, but no soak
 * @param tries how often this fallback was about to be loaded, for this attempt
 * @param failure why it does not serve, as last seen
 */
public record StandIn(boolean adopted, int tries, @Nullable Failure failure) {
  static final StandIn NONE = new StandIn(false, 0, null);

  /** Another fallback, or another attempt, begins to count anew. */
  StandIn anew() {
    return new StandIn(adopted, 0, null);
  }

  StandIn adopted(boolean now) {
    return new StandIn(now, 0, null);
  }

  StandIn tried(int now) {
    return new StandIn(adopted, now, failure);
  }

  StandIn failed(Failure now) {
    return new StandIn(adopted, tries, now);
  }
}
