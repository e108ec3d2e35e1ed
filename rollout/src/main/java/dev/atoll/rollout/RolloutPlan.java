package dev.atoll.rollout;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do now. Apply the actions in order, then store the progress once; a restart in between is
 * harmless. The decision to roll back comes alone, without actions, and must be stored before the
 * next plan is made.
 *
 * @param progress to be stored when it differs from the snapshot's
 * @param counts for the status of the model
 * @param notes why, one for each decision that this plan takes for the first time
 * @param requeueAfter when time alone can change the plan; {@code null} when only an event can
 * @param quarantine why the candidate must not be rolled out again; set once the run ended so, and
 *     again in every later plan of the ended run
 */
public record RolloutPlan(
    List<Action> actions,
    Progress progress,
    FleetCounts counts,
    List<Note> notes,
    @Nullable Duration requeueAfter,
    @Nullable Reason quarantine) {
  public RolloutPlan {
    actions = List.copyOf(actions);
    notes = List.copyOf(notes);
  }
}
