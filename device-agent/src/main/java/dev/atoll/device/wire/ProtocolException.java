package dev.atoll.device.wire;

import java.io.IOException;

/** The other side said something that this version does not understand. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a sentence. */
  public ProtocolException(String message) {
    super(message);
  }
}
