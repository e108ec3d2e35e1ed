package dev.atoll.compiler.outcome;

import org.jspecify.annotations.Nullable;

/** Carries a refusal out of nested I/O; a stage turns it into an {@link Outcome}. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** With the error below it, when there is one. */
  public RefusedException(Refusal refusal, @Nullable Throwable cause) {
    super(refusal.message(), cause);
    this.refusal = refusal;
  }

  /** Without a cause. */
  public RefusedException(Refusal refusal) {
    this(refusal, null);
  }

  /** Final, without a cause. */
  public RefusedException(Reason reason, String message) {
    this(Refusal.last(reason, message), null);
  }

  /** What to tell people. */
  public Refusal refusal() {
    return refusal;
  }
}
