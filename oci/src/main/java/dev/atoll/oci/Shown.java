package dev.atoll.oci;

/** Makes text of unknown origin fit for a message: bounded, quoted, without control characters. */
final class Shown {
  private static final int LIMIT = 120;

  private Shown() {}

  static String text(String raw) {
    StringBuilder out = new StringBuilder("\"");
    raw.codePoints()
        .limit(LIMIT)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) || c == '"' ? '?' : c));
    return out.append(raw.length() > LIMIT ? "…\"" : "\"").toString();
  }
}
