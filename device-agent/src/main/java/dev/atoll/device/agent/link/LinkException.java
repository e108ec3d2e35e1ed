package dev.atoll.device.agent.link;

/** The API server did not take it. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason, as a sentence. */
  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
