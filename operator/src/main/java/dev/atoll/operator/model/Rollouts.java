package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.DeviceCounts;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.rollout.FleetCounts;
import org.jspecify.annotations.Nullable;

/** Questions about ModelRollouts. */
public final class Rollouts {
  private Rollouts() {}

  /** Whether the run is over. */
  public static boolean over(@Nullable ModelRolloutStatus status) {
    if (status == null || status.phase() == null) return false;
    return switch (status.phase()) {
      case Succeeded, Failed, Superseded -> true;
      case Progressing, Paused, RollingBack -> false;
    };
  }

  /** Counts in the API's words. */
  public static DeviceCounts counts(FleetCounts c) {
    return new DeviceCounts(
        c.selected(),
        c.updated(),
        c.healthy(),
        c.failed(),
        c.lost(),
        c.unreachable(),
        c.deferred(),
        c.incompatible());
  }
}
