package dev.atoll.tflite.compilerlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code *_edgetpu.log} that the compiler writes beside its output.
 *
 * @param version of the compiler, for instance {@code 16.0.384591198}
 * @param input as it was given on the command line
 * @param output as it was given on the command line
 */
public record OperatorLog(
    Optional<String> version,
    Optional<String> input,
    Optional<String> output,
    List<OperatorRow> rows) {
  private static final Pattern ROW = Pattern.compile("(\\S+)\\s+(\\d{1,9})\\s{2,}(\\S.*)");
  private static final Pattern HEAD = Pattern.compile("Operator\\s+Count\\s+Status");

  /** A real table has a row for each kind of operator and status. */
  private static final int MAX_ROWS = 5_000;

  private static final String VERSION = "Edge TPU Compiler version ";

  /** Copies the rows. */
  public OperatorLog {
    rows = List.copyOf(rows);
  }

  /** Reads any text; what is no row of the table is passed over. */
  public static OperatorLog parse(String text) {
    List<String> lines = Lines.of(text);
    return new OperatorLog(
        version(lines), Lines.after(lines, "Input: "), Lines.after(lines, "Output: "), rows(lines));
  }

  /** How many operators have that status. */
  public int count(CompilerStatus status) {
    return rows.stream().filter(r -> r.status() == status).mapToInt(OperatorRow::count).sum();
  }

  static Optional<String> version(List<String> lines) {
    return Lines.after(lines, VERSION);
  }

  /** The rows below the table's head; with {@code -s} it stands in the output too. */
  static List<OperatorRow> rows(List<String> lines) {
    List<OperatorRow> rows = new ArrayList<>();
    boolean inTable = false;
    for (String line : lines) {
      if (HEAD.matcher(line).matches()) {
        inTable = true;
        continue;
      }
      Matcher m = ROW.matcher(line);
      if (inTable && rows.size() < MAX_ROWS && m.matches()) {
        String status = m.group(3);
        rows.add(
            new OperatorRow(
                m.group(1), Integer.parseInt(m.group(2)), CompilerStatus.of(status), status));
      } else if (!line.isEmpty()) {
        inTable = false;
      }
    }
    return rows;
  }
}
