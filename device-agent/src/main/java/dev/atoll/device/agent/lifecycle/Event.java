package dev.atoll.device.agent.lifecycle;

/** What can happen to a model. Those with an attempt count only for the wanted one. */
public sealed interface Event {
  /** The agent has started and read the disk. */
  record Started() implements Event {}

  /** The EdgeDevice has this entry. */
  record Assigned(Assignment wanted) implements Event {}

  /** The EdgeDevice is there, without an entry. */
  record Unassigned() implements Event {}

  /** A revision that was proven before is loaded again. */
  record Restored(Deployment what) implements Event {}

  /** A revision that was proven before cannot be served. */
  record RestoreFailed(Deployment what, Failure failure) implements Event {}

  /** The fleet's fallback is on the disk. */
  record Brought(Deployment what) implements Event {}

  /** The fleet's fallback is not to be had. */
  record NotBrought(Deployment what, Failure failure) implements Event {}

  /** The artifact is on the disk, whole and verified. */
  record Fetched(long attempt) implements Event {}

  /** The artifact is not to be had. */
  record FetchFailed(long attempt, Failure failure) implements Event {}

  /** The candidate is loaded beside the stable revision and passed its self-test. */
  record Passed(long attempt, Figures figures) implements Event {}

  /** The candidate is not fit to serve; it is unloaded already. */
  record TestFailed(long attempt, Failure failure) implements Event {}

  /** The soak is over, the figures are within the target. */
  record SoakOver(long attempt, Figures figures) implements Event {}

  /** The candidate turned out unfit while it served. */
  record SoakFailed(long attempt, Failure failure, Figures figures) implements Event {}

  /** The runner died while the candidate was the newest model in it. */
  record Crashed(long attempt, String message) implements Event {}

  /** Time to try again what may have passed. */
  record RetryDue() implements Event {}

  /** The agent is about to end in an orderly way. */
  record Stopping() implements Event {}
}
