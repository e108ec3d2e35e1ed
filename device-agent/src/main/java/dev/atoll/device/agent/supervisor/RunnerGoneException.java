package dev.atoll.device.agent.supervisor;

/** The runner died, or was ended because it hung, before it answered. */
public final class RunnerGoneException extends Exception {
  private static final long serialVersionUID = 1L;

  RunnerGoneException(String message, Throwable cause) {
    super(message, cause);
  }

  RunnerGoneException(String message) {
    super(message);
  }
}
