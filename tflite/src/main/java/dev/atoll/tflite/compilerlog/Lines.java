package dev.atoll.tflite.compilerlog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The lines of a log of any size and content. */
final class Lines {
  private static final int MAX_LINES = 50_000;
  private static final int MAX_LENGTH = 8_192;

  private Lines() {}

  /**
   * Without blanks at their ends; lines that no compiler writes are left out: too long ones, and of
   * too many those in the middle, since the last ones say how it ended.
   */
  static List<String> of(String text) {
    List<String> first = new ArrayList<>();
    Deque<String> last = new ArrayDeque<>();
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
      String line = lines.next();
      if (line.length() > MAX_LENGTH) {
        continue;
      }
      if (first.size() < MAX_LINES / 2) {
        first.add(line.strip());
        continue;
      }
      if (last.size() == MAX_LINES / 2) {
        last.removeFirst();
      }
      last.addLast(line.strip());
    }
    first.addAll(last);
    return first;
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
