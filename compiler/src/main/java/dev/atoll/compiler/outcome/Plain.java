package dev.atoll.compiler.outcome;

/**
 * Words of a model or a program in our own sentences: short, one line, nothing that moves a cursor.
 */
public final class Plain {
  private static final int LONGEST = 300;
  private static final int NAME = 80;

  private Plain() {}

  /** Without control characters and marks of writing direction, and not too long. */
  public static String text(String words) {
    return text(words, LONGEST);
  }

  /** The same with another length, in characters. */
  public static String text(String words, int longest) {
    String stripped = words.strip();
    return stripped.codePointCount(0, stripped.length()) > longest
        ? line(stripped.substring(0, stripped.offsetByCodePoints(0, longest))) + "…"
        : line(stripped);
  }

  /** A name in a sentence: shorter still, so that the sentence keeps its end. */
  public static String name(String name) {
    return text(name, NAME);
  }

  /** One line, of any length. */
  static String line(String words) {
    return lines(words.replace('\n', ' '));
  }

  /** Several lines, of any length. */
  public static String lines(String words) {
    StringBuilder plain = new StringBuilder();
    words
        .codePoints()
        .map(c -> c == '\n' || isPlain(c) ? c : '\uFFFD')
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
