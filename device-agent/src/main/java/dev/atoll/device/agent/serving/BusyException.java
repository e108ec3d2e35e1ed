package dev.atoll.device.agent.serving;

/** Too many requests wait for this model already. */
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  BusyException(String message) {
    super(message);
  }
}
