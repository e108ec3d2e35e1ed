package dev.atoll.rollout;

import java.time.Instant;

/**
 * Brings newcomers, returners, reimaged and formerly deferred devices to the stable revision, and
 * takes the model off devices that are no longer selected. It judges by content, not by rollout.
 */
public final class SteadyStatePlanner {

  /** The plan for this moment; never throws for anything a device may have reported. */
  public SteadyStatePlan plan(SteadyStateSnapshot snapshot, Instant now) {
    throw new UnsupportedOperationException("not planned yet");
  }
}
