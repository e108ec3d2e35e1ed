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

  /** The same of a name of any length, in at most so many characters. */
  public static String shortened(String text, int characters) {
    // A name may have 64 KiB and stand in thousands of places: only its beginning is looked at.
    String beginning = text.substring(0, Math.min(text.length(), 2 * characters + 1));
    String safe = safe(beginning);
    return safe.codePointCount(0, safe.length()) <= characters
        ? safe
        : safe.substring(0, safe.offsetByCodePoints(0, characters - 1)) + "…";
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
