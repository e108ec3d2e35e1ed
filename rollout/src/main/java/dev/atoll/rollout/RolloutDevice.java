package dev.atoll.rollout;

import org.jspecify.annotations.Nullable;

/**
 * A selected device and what it is to the run.
 *
 * @param wave the wave that it is a member of, or {@code null}
 */
record RolloutDevice(DeviceView view, DeviceState state, @Nullable Integer wave) {
  String name() {
    return view.name();
  }

  boolean memberOf(int number) {
    return wave != null && wave == number;
  }
}
