package dev.atoll.rollout.simulation;

/** What a revision does on a device. */
enum Behaviour {
  GOOD,
  /** Cannot be loaded. */
  LOAD_FAILED,
  /** Serves, then goes back in the middle of its soak. */
  TOO_SLOW,
  /** Proves itself, and goes back half a minute later. */
  FAILS_LATE,
  /** Its activation never ends. */
  HANGS,
  /** Takes the whole device down as soon as it is activated, and again after each start. */
  KILLS_NODE
}
