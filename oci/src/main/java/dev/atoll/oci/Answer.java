package dev.atoll.oci;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The head of a response with a body small enough to hold. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final int SHOWN_ERROR = 512;

  static Answer of(HttpResponse<?> response, Collected collected) {
    return new Answer(response.statusCode(), response.headers(), collected.bytes.toByteArray());
  }

  /** The digest that the registry names, when it names one that can be read. */
  Optional<Digest> digest() throws OciException {
    Optional<String> header = headers.firstValue("Docker-Content-Digest");
    if (header.isEmpty() || !header.get().startsWith("sha256:")) {
      return Optional.empty();
    }
    try {
      return header.map(Digest::parse);
    } catch (IllegalArgumentException e) {
      throw new OciException(
          OciException.Reason.ManifestInvalid,
          "Docker-Content-Digest: " + e.getMessage(),
          false,
          e);
    }
  }

  /** True when the body of an error names this code of the distribution protocol. */
  boolean shows(String code) {
    return new String(body, StandardCharsets.UTF_8).contains(code);
  }

  /** What a status that is no success means. */
  OciException failure(String what) {
    return failure(
        status,
        what,
        new String(body, 0, Math.min(body.length, SHOWN_ERROR), StandardCharsets.UTF_8));
  }

  /** The same, when another state of things may lead to another answer. */
  OciException passing(String what) {
    return OciException.unavailable(String.valueOf(failure(what).getMessage()), null);
  }

  static OciException failure(int status, String what, String detail) {
    String shown = detail.isBlank() ? "" : ", saying " + Shown.text(detail);
    String message = what + ": the registry answered " + status + shown;
    return switch (status) {
      case 401, 403 ->
          new OciException(
              OciException.Reason.Unauthorized,
              message + "; check the registry's credentials",
              false);
      case 404 -> new OciException(OciException.Reason.NotFound, message, false);
      case 413 -> new OciException(OciException.Reason.TooLarge, message, false);
      case 408, 425, 429 -> OciException.unavailable(message, null);
      default ->
          status >= 500
              ? OciException.unavailable(message, null)
              : new OciException(OciException.Reason.Refused, message, false);
    };
  }

  /** Collects at most {@code limit} bytes; more of a success is refused, of an error cut off. */
  static final class Collected implements Receiver.Sink {
    private static final int MAX_ERROR_BODY = 8 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private boolean success;

    Collected(int limit) {
      this.limit = limit;
    }

    /** Forgets what an earlier response of the same exchange (a challenge, a redirect) said. */
    Receiver.Sink begin(ResponseInfo head) {
      success = head.statusCode() / 100 == 2;
      bytes.reset();
      return this;
    }

    @Override
    public void write(ByteBuffer more) throws OciException {
      int room = (success ? limit : MAX_ERROR_BODY) - bytes.size();
      if (success && more.remaining() > room) {
        throw new OciException(
            OciException.Reason.TooLarge, "the answer has more than " + limit + " bytes", false);
      }
      byte[] taken = new byte[Math.min(room, more.remaining())];
      more.get(taken);
      bytes.writeBytes(taken);
    }
  }
}
