package dev.atoll.cli;

/** Text of unknown origin, made safe to print on a terminal. */
public final class Terminal {
  private Terminal() {}

  /**
   * Shows what a terminal would obey (controls, escapes, marks that change the direction of text)
   * as {@code \\u{…}}, so that a name can neither hide nor fake a line.
   */
  public static String safe(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (obeyed(c)) {
            out.append("\\u{").append(Integer.toHexString(c)).append('}');
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static boolean obeyed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
