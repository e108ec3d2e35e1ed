package dev.atoll.compiler.edgetpu;

import dev.atoll.tflite.compilerlog.OperatorLog;
import dev.atoll.tflite.compilerlog.OperatorRow;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The compiler's log as it goes into the artifact: its own words, without what differs between two
 * equal runs, the time it took and the order of the table's rows.
 */
final class StoredLog {
  private static final Pattern TIME =
      Pattern.compile("(Models? compiled successfully in )\\d+( ms)");
  private static final Pattern TABLE = Pattern.compile("Operator\\s+Count\\s+Status");

  private StoredLog() {}

  static String of(CompilerCall.Run run) {
    StringBuilder stored = new StringBuilder();
    boolean table = false;
    List<String> shown = run.output().rows().stream().map(StoredLog::row).toList();
    for (String line : run.text().lines().toList()) {
      if (TABLE.matcher(line).matches()) {
        table = true;
      } else if (!table || !isRow(line, run.output().rows())) {
        stored.append(TIME.matcher(line).replaceAll("$1…$2")).append('\n');
      }
    }
    List<String> rows = run.log().map(OperatorLog::rows).map(StoredLog::rows).orElse(shown);
    stored.append("\nOperator                       Count      Status\n\n");
    rows.stream().sorted(Comparator.naturalOrder()).forEach(r -> stored.append(r).append('\n'));
    return stored.toString();
  }

  private static List<String> rows(List<OperatorRow> rows) {
    return rows.stream().map(StoredLog::row).toList();
  }

  private static boolean isRow(String line, List<OperatorRow> rows) {
    return rows.stream()
        .anyMatch(
            r -> line.startsWith(r.operator()) && line.stripTrailing().endsWith(r.statusText()));
  }

  private static String row(OperatorRow row) {
    return "%-31s%-11d%s".formatted(row.operator(), row.count(), row.statusText());
  }
}
