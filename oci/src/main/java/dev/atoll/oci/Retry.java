package dev.atoll.oci;

import java.util.random.RandomGenerator;

/** Repeats what failed for a reason that may pass. */
public record Retry(Backoff backoff, RandomGenerator random, Sleeper sleeper) {
  /** The policy for production. */
  public static Retry standard() {
    return new Retry(Backoff.DEFAULT, RandomGenerator.getDefault(), Sleeper.REAL);
  }

  /** One attempt at something. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Tries once. */
    T run() throws OciException, InterruptedException;
  }

  /** The first success, or the last failure when it is final or the policy is exhausted. */
  public <T> T call(Attempt<T> attempt) throws OciException, InterruptedException {
    for (int failed = 1; ; failed++) {
      try {
        return attempt.run();
      } catch (OciException e) {
        if (!e.retryable() || backoff.exhausted(failed)) {
          throw e;
        }
        sleeper.sleep(backoff.delay(failed, random));
      }
    }
  }
}
