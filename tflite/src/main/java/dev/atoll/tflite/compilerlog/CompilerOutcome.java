package dev.atoll.tflite.compilerlog;

import java.util.List;

/** How a run of the compiler ended, by its own words. */
public sealed interface CompilerOutcome {
  /**
   * It says that it succeeded. The file is still to be looked at: a run that mapped nothing says so
   * too.
   *
   * @param models one for each model that was compiled together
   */
  record Compiled(long milliseconds, List<CompiledModel> models) implements CompilerOutcome {
    /** Copies the list. */
    public Compiled {
      models = List.copyOf(models);
    }
  }

  /**
   * It did not succeed; a file that it left behind is a stub.
   *
   * @param message the compiler's own words, one line each; at most about 2,000 characters; as they
   *     are, so escape them where they are shown
   * @param advice a sentence that says what to do, with the operator named when the compiler did
   */
  record Failed(CompilerFailure reason, String message, String advice) implements CompilerOutcome {}
}
