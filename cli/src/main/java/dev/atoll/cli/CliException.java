package dev.atoll.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with exit code 1 and this sentence. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A sentence for people. */
  public CliException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
