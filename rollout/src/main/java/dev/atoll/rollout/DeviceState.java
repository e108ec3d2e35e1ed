package dev.atoll.rollout;

import java.time.Instant;

/** What a device is to the thing that is being planned, at one moment. */
sealed interface DeviceState {

  /** May be taken. */
  record Pending() implements DeviceState {}

  /** Silent, and its change has not begun. Never blocks, never counts. */
  record Unreachable(Reason why) implements DeviceState {}

  /** The candidate cannot run there. */
  record Incompatible(Reason why) implements DeviceState {}

  /** Reachable, but may not change now or is slow. Never blocks, never counts. */
  record Deferred(Reason why) implements DeviceState {}

  /** Assigned, not yet terminal; {@code until}: when it stops being so by time alone. */
  record Updating(Instant until) implements DeviceState {}

  /**
   * Serving the candidate; {@code until}: when the soak ends, {@code deadline}: when it is lost.
   */
  record Soaking(Instant until, Instant deadline) implements DeviceState {}

  /** Served healthily through its soak; what happens to its lease later does not matter. */
  record Succeeded() implements DeviceState {}

  /** Said so itself; {@code reverted}: it had served the candidate. */
  record Failed(boolean reverted, Reason why) implements DeviceState {}

  /** Fell silent, or did not finish in time, after its change began. */
  record Lost(Reason why) implements DeviceState {}

  /** The name that people see. */
  default String label() {
    return getClass().getSimpleName();
  }

  /** Whether the device is in the middle of the change or of its soak. */
  default boolean inFlight() {
    return this instanceof Updating || this instanceof Soaking;
  }
}
