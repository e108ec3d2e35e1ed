package dev.atoll.operator.revision;

/** What a backend knows of one compile. */
public sealed interface CompileState {
  /** Nothing: never started, forgotten, or started before a restart. */
  record Unknown() implements CompileState {}

  /**
   * Waits for its turn.
   *
   * @param place 1 is next; behind the tenth only 10, 100, 1000, …: every place of a long queue
   *     moves with each compile that ends, and each move is a write
   */
  record Queued(int place) implements CompileState {
    private static final int EXACT = 10;

    /** What is shown of the n-th that waits. */
    static Queued at(int n) {
      if (n <= EXACT) return new Queued(n);
      int shown = EXACT;
      while (shown <= n / EXACT) shown *= EXACT;
      return new Queued(shown + 1);
    }

    /** In at most two words: {@code queued 3}, {@code queued 100+}. */
    String stage() {
      return place <= EXACT ? "queued " + place : "queued " + (place - 1) + "+";
    }
  }

  /**
   * Runs.
   *
   * @param stage as the compiler names it: fetch, lookup, convert, …
   * @param trouble what it waits for, as a sentence; empty when all is well
   */
  record Running(String stage, String trouble) implements CompileState {
    public Running(String stage) {
      this(stage, "");
    }
  }

  /** Ended. */
  record Finished(CompileResult result) implements CompileState {}
}
