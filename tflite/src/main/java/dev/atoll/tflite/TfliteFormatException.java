package dev.atoll.tflite;

/** A file is no .tflite model, is damaged, or contradicts itself; the message says where. */
public final class TfliteFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A sentence without the file's name. */
  public TfliteFormatException(String message) {
    super(message);
  }
}
