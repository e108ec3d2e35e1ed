package dev.atoll.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns as kubectl prints them: two blanks between, none at the end of a line. A cell that is
 * much longer than others moves what follows in its own row only.
 */
public final class Table {
  private static final int WIDEST = 80;

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; its cells are made safe to print. */
  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(Terminal.safe(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  /** All rows, each ended by a line feed. */
  public String render() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], Math.min(WIDEST, row.get(c).length()));
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        line.append(cell).repeat(' ', Math.max(0, widths[c] - cell.length()) + 2);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
