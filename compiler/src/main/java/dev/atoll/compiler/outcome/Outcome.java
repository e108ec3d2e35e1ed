package dev.atoll.compiler.outcome;

import java.io.IOException;

/** The result of a stage. */
public sealed interface Outcome<T> {
  /** It worked. */
  record Done<T>(T value) implements Outcome<T> {}

  /** It did not, and this is why. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /** The work of a stage. */
  @FunctionalInterface
  interface Work<T> {
    /** Works, or says why not. */
    T run() throws RefusedException, IOException, InterruptedException;
  }

  /** A following stage. */
  @FunctionalInterface
  interface Step<T, R> {
    /** Goes on from the value so far. */
    Outcome<R> run(T value) throws IOException, InterruptedException;
  }

  /** It worked. */
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /** It did not. */
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** Runs the work; errors of the local disk pass through. */
  static <T> Outcome<T> of(Work<T> work) throws IOException, InterruptedException {
    try {
      return done(work.run());
    } catch (RefusedException e) {
      return refused(e.refusal());
    }
  }

  /** Goes on with the value, or keeps the refusal. */
  default <R> Outcome<R> then(Step<T, R> next) throws IOException, InterruptedException {
    return switch (this) {
      case Done<T>(T value) -> next.run(value);
      case Refused<T>(Refusal refusal) -> refused(refusal);
    };
  }
}
