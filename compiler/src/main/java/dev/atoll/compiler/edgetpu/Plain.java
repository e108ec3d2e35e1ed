package dev.atoll.compiler.edgetpu;

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
    StringBuilder plain = new StringBuilder();
    words
        .strip()
        .codePoints()
        .limit(longest)
        .map(c -> c == '\n' ? ' ' : c)
        .map(c -> isPlain(c) ? c : '\uFFFD')
        .forEach(plain::appendCodePoint);
    return words.strip().codePointCount(0, words.strip().length()) > longest
        ? plain + "…"
        : plain.toString();
  }

  /** A name in a sentence: shorter still, so that the sentence keeps its end. */
  public static String name(String name) {
    return text(name, NAME);
  }

  /** Several lines, of any length. */
  static String lines(String words) {
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
