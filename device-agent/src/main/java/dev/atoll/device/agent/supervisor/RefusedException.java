package dev.atoll.device.agent.supervisor;

import dev.atoll.device.wire.Reply;

/** The runner answers that it cannot do it. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reply.Cause why;

  RefusedException(Reply.Refused refused) {
    super(refused.message());
    this.why = refused.cause();
  }

  /** What is wrong. */
  public Reply.Cause why() {
    return why;
  }
}
