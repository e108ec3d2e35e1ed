package dev.atoll.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the API writes them: {@code 500ms}, {@code 10m}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Durations() {}

  /**
   * The length of time that {@code text} names; {@code absent} when it is null.
   *
   * @throws IllegalArgumentException when the text has another form; the API server refuses such
   *     values, so only data from elsewhere can bring it
   */
  public static Duration parse(@Nullable String text, Duration absent) {
    if (text == null) return absent;
    var parts = PART.matcher(text);
    var total = Duration.ZERO;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      total = total.plus(part(Long.parseLong(parts.group(1)), parts.group(2)));
      end = parts.end();
    }
    if (text.isEmpty() || end != text.length())
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write for example 500ms, 10m or 1h30m");
    return total;
  }

  /** The shortest way to write a length of time of whole milliseconds. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) return millis + "ms";
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) return seconds + "s";
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  private static Duration part(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
