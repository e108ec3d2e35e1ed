package dev.atoll.rollout;

/** What a rollout does when a wave trips. */
public enum OnFailure {
  /** Every device of the run returns to the stable revision; the rollout ends Failed. */
  ROLLBACK,
  /** Nothing new starts, what is in flight finishes; a person decides. */
  PAUSE,
  /** It is written down and the rollout goes on. */
  CONTINUE
}
