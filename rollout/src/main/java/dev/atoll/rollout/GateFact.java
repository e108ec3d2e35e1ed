package dev.atoll.rollout;

/**
 * What a gate of a wave says now; gathered before the plan. A wave passes only when all its gates
 * say Pass.
 *
 * @param wave number of the wave from 0
 * @param name of the gate
 * @param message one sentence for people
 */
public record GateFact(int wave, String name, Result result, String message) {
  /** Silence of a provider is WAIT, never PASS. */
  public enum Result {
    PASS,
    FAIL,
    WAIT
  }
}
