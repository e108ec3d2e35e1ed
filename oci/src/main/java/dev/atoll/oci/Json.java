package dev.atoll.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as this module reads and writes it: canonical when written, strict when read. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Equal values give equal bytes, without white space. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one value; {@code what} names it in the error.
   *
   * @throws OciException ManifestInvalid
   */
  public static <T> T read(byte[] json, Class<T> type, String what) throws OciException {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw invalid(what, "it is null", null);
      }
      return value;
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException i ? i : e;
      String detail = cause == e ? e.getOriginalMessage() : String.valueOf(cause.getMessage());
      throw invalid(what, detail, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OciException invalid(
      String what, String detail, @org.jspecify.annotations.Nullable Throwable cause) {
    return new OciException(
        OciException.Reason.ManifestInvalid,
        what + " cannot be understood: " + detail.lines().findFirst().orElse(""),
        false,
        cause);
  }
}
