package dev.atoll.device.runner;

import dev.atoll.device.wire.Reply;

/** What was asked cannot be done; the runner goes on. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reply.Cause why;

  RefusedException(Reply.Cause why, String message) {
    super(message);
    this.why = why;
  }

  Reply.Refused reply() {
    return new Reply.Refused(why, String.valueOf(getMessage()));
  }
}
