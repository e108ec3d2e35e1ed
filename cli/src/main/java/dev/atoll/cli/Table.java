package dev.atoll.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns as kubectl prints them: two blanks between, none at the end of a line. */
public final class Table {
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
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        line.append(row.get(c)).repeat(' ', width(c) - row.get(c).length() + 2);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private int width(int column) {
    return rows.stream()
        .filter(r -> r.size() > column)
        .mapToInt(r -> r.get(column).length())
        .max()
        .orElse(0);
  }
}
