package dev.atoll.device.agent.frontdoor;

/** The request ends with this status and sentence. */
final class HttpError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpError(int status, String message) {
    super(message);
    this.status = status;
  }

  static HttpError bad(String message, Object... values) {
    return new HttpError(400, values.length == 0 ? message : message.formatted(values));
  }

  int status() {
    return status;
  }
}
