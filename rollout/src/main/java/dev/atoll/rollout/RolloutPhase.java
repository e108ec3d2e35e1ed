package dev.atoll.rollout;

/** Where a rollout stands. */
public enum RolloutPhase {
  PROGRESSING,
  /** By the user, or because a wave with onFailure Pause tripped. */
  PAUSED,
  /** The devices of the run return; never left but to FAILED. */
  ROLLING_BACK,
  SUCCEEDED,
  FAILED,
  /** Another revision took over; its rollout finds the devices as they are. */
  SUPERSEDED;

  /** Whether the run is over: nothing is planned any more, and the next rollout may be created. */
  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == SUPERSEDED;
  }
}
