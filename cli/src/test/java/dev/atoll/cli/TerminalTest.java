package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void whatATerminalWouldObeyIsShownInstead() {
    assertThat(Terminal.safe("a\u001b[31mb\r\nc\u009b\u202e\u2028\u0000"))
        .isEqualTo("a\\u{1b}[31mb\\u{d}\\u{a}c\\u{9b}\\u{202e}\\u{2028}\\u{0}");
  }

  @Test
  void ordinaryTextStaysInAllLanguages() {
    assertThat(Terminal.safe("Ziffern → 数字 ß 😀")).isEqualTo("Ziffern → 数字 ß 😀");
  }

  @Test
  void columnsAreAlignedWithoutBlanksAtTheEnd() {
    assertThat(new Table().row("A", "LONG", "C").row("wide", "x", "").render())
        .isEqualTo("A     LONG  C\nwide  x\n");
  }

  @Test
  void oneVeryLongCellDoesNotWidenEveryRow() {
    String rendered = new Table().row("x".repeat(500), "a").row("y", "b").render();

    assertThat(rendered.lines().toList())
        .containsExactly("x".repeat(500) + "  a", "y" + " ".repeat(81) + "b");
  }
}
