package dev.atoll.device.agent.frontdoor;

import dev.atoll.device.wire.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's body in its two parts, never longer than the model's inputs can need.
 *
 * @param json the JSON part
 * @param tail binary tensors; to be read after the JSON
 */
record RequestBody(InputStream json, InputStream tail) {
  private static final long FRAME = 64 * 1024;

  /** A float with its sign, 17 digits, exponent, comma and white space. */
  private static final long ELEMENT = 32;

  static RequestBody of(
      InputStream body,
      @Nullable String contentLength,
      @Nullable String jsonLength,
      List<TensorSpec> inputs)
      throws HttpError, IOException {
    long elements = inputs.stream().mapToLong(TensorSpec::elements).sum();
    long bytes = inputs.stream().mapToLong(TensorSpec::bytes).sum();
    long limit = FRAME + Math.max(elements * ELEMENT, bytes);
    if (contentLength != null && number(contentLength, "Content-Length") > limit) {
      throw new HttpError(413, "a request to this model has at most " + limit + " bytes");
    }
    if (jsonLength == null) {
      return new RequestBody(new Limited(body, limit), InputStream.nullInputStream());
    }
    long length = number(jsonLength, "Inference-Header-Content-Length");
    if (length > FRAME + elements * ELEMENT) {
      throw new HttpError(413, "the JSON part of a request to this model is too long");
    }
    byte[] json = body.readNBytes((int) length);
    if (json.length < length) {
      throw HttpError.bad("the body is shorter than Inference-Header-Content-Length says");
    }
    return new RequestBody(new ByteArrayInputStream(json), new Limited(body, limit));
  }

  private static long number(String text, String header) throws HttpError {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw HttpError.bad(header + " must be a whole number");
    }
    throw HttpError.bad(header + " must not be negative");
  }

  /** Ends with an error instead of reading on. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long limit) {
      this.in = in;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int n = in.read(into, from, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int n) throws IOException {
      left -= n;
      if (left < 0) {
        throw new IOException("the body is longer than any request to this model");
      }
    }
  }
}
