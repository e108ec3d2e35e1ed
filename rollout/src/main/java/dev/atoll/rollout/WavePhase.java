package dev.atoll.rollout;

/** Where a wave stands. */
public enum WavePhase {
  /** Not open: an earlier wave has not passed, or no device matches. */
  PENDING,
  OPEN,
  PASSED,
  /** A limit was exceeded; stays so whatever the devices say later. */
  TRIPPED
}
