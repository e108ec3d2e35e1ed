package dev.atoll.operator.rollout;

/** Reasons that a ModelRollout carries, beside those of the planner and of the devices. */
enum RolloutReason {
  /** The revision that the run began from is gone or has no artifact: there is no way back. */
  StableRevisionMissing
}
