package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Reason;

/** A revision cannot be served. */
public final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  UnfitException(Reason reason, String message) {
    super(message);
    this.failure = new Failure(reason, message);
  }

  UnfitException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.failure = new Failure(reason, message);
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }
}
