package dev.atoll.rollout;

import java.time.Instant;

/**
 * Plans one running rollout.
 *
 * <p>While a rollout is not terminal, this planner alone assigns devices of its model; before and
 * after, {@link SteadyStatePlanner} does. A terminal rollout gets no action.
 */
public final class RolloutPlanner {

  /** The plan for this moment; never throws for anything a device may have reported. */
  public RolloutPlan plan(RolloutSnapshot snapshot, Instant now) {
    throw new UnsupportedOperationException("not planned yet");
  }
}
