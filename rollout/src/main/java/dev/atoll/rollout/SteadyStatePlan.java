package dev.atoll.rollout;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do now for a model without a running rollout.
 *
 * @param settled every reachable, compatible device that may change serves the stable revision
 * @param complete the same for all selected, compatible devices
 * @param reason why it is not settled (TooManyFailed, Updating, …), or {@code null}
 * @param samples at most {@link Progress#MAX_SAMPLES} devices worth a look
 */
public record SteadyStatePlan(
    List<Action> actions,
    FleetCounts counts,
    boolean settled,
    boolean complete,
    @Nullable Reason reason,
    List<DeviceSample> samples,
    List<Note> notes,
    @Nullable Duration requeueAfter) {
  public SteadyStatePlan {
    actions = List.copyOf(actions);
    samples = List.copyOf(samples);
    notes = List.copyOf(notes);
  }
}
