package dev.atoll.tflite.compilerlog;

import java.util.List;
import java.util.Optional;

/** The lines of a log of any size and content. */
final class Lines {
  private static final int MAX_LINES = 50_000;
  private static final int MAX_LENGTH = 8_192;

  private Lines() {}

  /**
   * Without blanks at their ends; lines that no compiler writes (too long, too many) are left out.
   */
  static List<String> of(String text) {
    return text.lines()
        .limit(MAX_LINES)
        .filter(l -> l.length() <= MAX_LENGTH)
        .map(String::strip)
        .toList();
  }

  /** What follows these words in the first line that begins with them. */
  static Optional<String> after(List<String> lines, String words) {
    return lines.stream()
        .filter(l -> l.startsWith(words))
        .map(l -> l.substring(words.length()).strip())
        .filter(rest -> !rest.isEmpty())
        .findFirst();
  }
}
