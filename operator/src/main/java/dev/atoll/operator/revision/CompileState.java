package dev.atoll.operator.revision;

/** What a backend knows of one compile. */
public sealed interface CompileState {
  /** Nothing: never started, forgotten, or started before a restart. */
  record Unknown() implements CompileState {}

  /** Waits for its turn. */
  record Queued() implements CompileState {}

  /**
   * Runs.
   *
   * @param stage as the compiler names it: fetch, lookup, convert, …
   */
  record Running(String stage) implements CompileState {}

  /** Ended. */
  record Finished(CompileResult result) implements CompileState {}
}
