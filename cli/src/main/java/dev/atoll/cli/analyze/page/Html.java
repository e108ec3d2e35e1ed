package dev.atoll.cli.analyze.page;

import dev.atoll.cli.Terminal;

/** Writes markup; texts and attributes are escaped here and nowhere else. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn
   */
  Html open(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(String.valueOf(attributes[i + 1]));
      out.append('"');
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  /** Text of any origin. */
  Html text(Object text) {
    escape(String.valueOf(text));
    return this;
  }

  /** An element with nothing but text in it. */
  Html element(String tag, Object text, Object... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /** Our own style or script, which must not be escaped. */
  Html trusted(String markup) {
    out.append(markup);
    return this;
  }

  /**
   * What would end a text or an attribute becomes an entity; what cannot be seen, or turns the
   * direction of the text around it, is shown as on a terminal.
   */
  private void escape(String text) {
    Terminal.safe(text)
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(c);
          }
        });
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
