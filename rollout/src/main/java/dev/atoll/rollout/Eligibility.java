package dev.atoll.rollout;

import dev.atoll.rollout.DeviceState.Deferred;
import dev.atoll.rollout.DeviceState.Incompatible;
import dev.atoll.rollout.DeviceState.Pending;
import dev.atoll.rollout.DeviceState.Unreachable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a device may be given something else now: the first check that objects decides. */
final class Eligibility {
  /** Says why not, or {@code null}. */
  @FunctionalInterface
  interface Check {
    @Nullable DeviceState objection(DeviceView device, Instant now);
  }

  /** In this order: what will not change by waiting comes first. */
  private static final List<Check> CHECKS =
      List.of(Eligibility::incompatible, Eligibility::unreachable, Eligibility::deferred);

  private Eligibility() {}

  static DeviceState of(DeviceView device, Instant now) {
    return CHECKS.stream()
        .map(check -> check.objection(device, now))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(Pending::new);
  }

  private static @Nullable DeviceState incompatible(DeviceView device, Instant now) {
    return device.incompatible() == null ? null : new Incompatible(device.incompatible());
  }

  private static @Nullable DeviceState unreachable(DeviceView device, Instant now) {
    return device.reachable(now) ? null : new Unreachable(Sentences.UNREACHABLE);
  }

  private static @Nullable DeviceState deferred(DeviceView device, Instant now) {
    return device.deferred() == null ? null : new Deferred(device.deferred());
  }
}
