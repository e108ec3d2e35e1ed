package dev.atoll.tflite.compilerlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the compiler printed, standard output and standard error together.
 *
 * @param version of the compiler, for instance {@code 16.0.384591198}
 * @param rows of the operator table, when it was asked for with {@code -s}
 * @param search the tries of {@code --search_delegate}, in order
 */
public record CompilerOutput(
    Optional<String> version,
    List<OperatorRow> rows,
    List<SearchStep> search,
    CompilerOutcome outcome) {
  private static final Pattern TRY = Pattern.compile("Try to compile segment with (\\d{1,9}) ops");
  private static final String CUT = "Intermediate tensors: ";

  /** Copies the lists. */
  public CompilerOutput {
    rows = List.copyOf(rows);
    search = List.copyOf(search);
  }

  /**
   * Reads any text. A run counts as a success only when it says so and its exit code is 0.
   *
   * @param exitCode of the process; 128 and more when a signal ended it
   */
  public static CompilerOutput parse(String text, int exitCode) {
    List<String> lines = Lines.of(text);
    Optional<CompilerOutcome> success =
        exitCode == 0 ? SuccessReader.read(lines) : Optional.empty();
    return new CompilerOutput(
        OperatorLog.version(lines),
        OperatorLog.rows(lines),
        search(lines),
        success.orElseGet(() -> FailureReader.read(lines, exitCode)));
  }

  private static List<SearchStep> search(List<String> lines) {
    List<SearchStep> steps = new ArrayList<>();
    for (String line : lines) {
      Matcher m = TRY.matcher(line);
      if (m.matches()) {
        steps.add(new SearchStep(Integer.parseInt(m.group(1)), List.of()));
      } else if (line.startsWith(CUT) && !steps.isEmpty()) {
        List<String> tensors = List.of(line.substring(CUT.length()).split(","));
        steps.add(new SearchStep(steps.removeLast().operations(), tensors));
      }
    }
    return steps;
  }
}
