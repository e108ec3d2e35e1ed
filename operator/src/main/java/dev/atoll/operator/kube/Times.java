package dev.atoll.operator.kube;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as they stand in a spec or a status (RFC 3339). */
public final class Times {
  private Times() {}

  /** What the text says; {@code null} when it says nothing that makes sense. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) return null;
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
