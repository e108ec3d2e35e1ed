package dev.atoll.operator.revision;

import java.time.DateTimeException;
import java.time.Instant;

/** Times as they stand in a status. */
final class Times {
  private Times() {}

  /** What the text says; {@code otherwise} when it says nothing that makes sense. */
  static Instant parse(String text, Instant otherwise) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
