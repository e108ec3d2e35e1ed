package dev.atoll.device.agent.lifecycle;

import java.time.Duration;

/** What is to be done, in this order, after the state was written to the disk. */
public sealed interface Action {
  /** End the job under way, if any; its result no longer counts. */
  record Cancel() implements Action {}

  /** Load a revision that was proven before, here or in the fleet, and serve it. */
  record Restore(Deployment what) implements Action {}

  /** Bring the artifact to the disk. */
  record Fetch(long attempt, Deployment what) implements Action {}

  /** Bring the fleet's fallback to the disk. */
  record Bring(Deployment what) implements Action {}

  /** Load the candidate beside what is served and test it. */
  record Activate(long attempt, Deployment what) implements Action {}

  /** New requests go to this loaded revision; those under way end where they began. */
  record Switch(Deployment to) implements Action {}

  /** The loaded revision has another name from now on; its content is the same. */
  record Relabel(Deployment from, Deployment to) implements Action {}

  /** Clients get 404: nothing is to be served. */
  record Withdraw() implements Action {}

  /** Unload this revision once its requests are done; none when it is not loaded. */
  record Drop(Deployment what) implements Action {}

  /** Watch the candidate while it serves. */
  record Soak(long attempt, Deployment what, Duration length, Figures selfTest) implements Action {}

  /** Come back with RetryDue after a while. */
  record RetryLater() implements Action {}

  /** Delete from the disk what nobody needs. */
  record Sweep() implements Action {}

  /** Delete the state of this model. */
  record Forget() implements Action {}
}
