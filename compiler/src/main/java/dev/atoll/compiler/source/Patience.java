package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Backoff;
import dev.atoll.oci.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How often and after which waits a store that fails is asked again. */
public final class Patience {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), 4);

  private final RandomGenerator random;
  private final Sleeper sleeper;

  /** With what decides how long it waits. */
  public Patience(RandomGenerator random, Sleeper sleeper) {
    this.random = random;
    this.sleeper = sleeper;
  }

  /** Something that is asked of a store. */
  @FunctionalInterface
  interface Question<T> {
    /**
     * Asks once.
     *
     * @throws IOException when the line or the store fails, which may pass
     */
    T ask() throws RefusedException, IOException, InterruptedException;
  }

  /** The first answer; SourceUnavailable when there is none after several attempts. */
  <T> T ask(SourceUri uri, Question<T> question) throws RefusedException, InterruptedException {
    for (int failed = 1; ; failed++) {
      try {
        return question.ask();
      } catch (IOException e) {
        pause(uri, failed, e);
      }
    }
  }

  /** Waits after the {@code failed}-th failure in a row, or gives up. */
  void pause(SourceUri uri, int failed, IOException why)
      throws RefusedException, InterruptedException {
    if (BACKOFF.exhausted(failed)) {
      throw new RefusedException(
          Refusal.passing(
              Reason.SourceUnavailable,
              "%s cannot be read: %s; the compile is tried again later"
                  .formatted(uri, Trouble.shown(why))),
          why);
    }
    sleeper.sleep(BACKOFF.delay(failed, random));
  }
}
