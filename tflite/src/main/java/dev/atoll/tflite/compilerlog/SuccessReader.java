package dev.atoll.tflite.compilerlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a success: a line with the time, then a block of figures for each model. */
final class SuccessReader {
  private static final Pattern DONE =
      Pattern.compile("Models? compiled successfully in (\\d{1,18}) ms[.!]?");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|KiB|MiB|GiB)");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
  private static final String BLOCK = "Input model: ";

  private SuccessReader() {}

  static Optional<CompilerOutcome> read(List<String> lines) {
    // The search for a part that compiles may print other attempts before: the last one counts.
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher m = DONE.matcher(lines.get(i));
      if (m.matches()) {
        List<CompiledModel> models = models(lines.subList(i + 1, lines.size()));
        return models.isEmpty()
            ? Optional.empty()
            : Optional.of(new CompilerOutcome.Compiled(Long.parseLong(m.group(1)), models));
      }
    }
    return Optional.empty();
  }

  private static List<CompiledModel> models(List<String> lines) {
    List<CompiledModel> models = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= lines.size(); i++) {
      if (i == lines.size() || lines.get(i).startsWith(BLOCK)) {
        if (start >= 0) {
          models.add(model(lines.subList(start, i)));
        }
        start = i;
      }
    }
    return models;
  }

  private static CompiledModel model(List<String> block) {
    return new CompiledModel(
        Lines.after(block, BLOCK).orElse(""),
        Lines.after(block, "Output model: ").orElse(""),
        Lines.after(block, "Operation log: "),
        size(block, "Input size: "),
        size(block, "Output size: "),
        size(block, "On-chip memory used for caching model parameters: "),
        // Version 2.0 calls what remains "available".
        size(
            block,
            "On-chip memory remaining for caching model parameters: ",
            "On-chip memory available for caching model parameters: "),
        size(block, "Off-chip memory used for streaming uncached model parameters: "),
        count(block, "Number of Edge TPU subgraphs: "),
        count(block, "Total number of operations: "),
        count(block, "Number of operations that will run on CPU: "));
  }

  private static int count(List<String> block, String words) {
    return Lines.after(block, words)
        .filter(t -> COUNT.matcher(t).matches())
        .map(Integer::parseInt)
        .orElse(0);
  }

  private static long size(List<String> block, String... words) {
    for (String each : words) {
      Optional<String> text = Lines.after(block, each);
      if (text.isPresent()) {
        return bytes(text.get());
      }
    }
    return 0;
  }

  /** {@code 3.29MiB} in bytes; 0 for what is no size. */
  static long bytes(String text) {
    Matcher m = SIZE.matcher(text.strip());
    if (!m.matches()) {
      return 0;
    }
    double unit =
        switch (m.group(2)) {
          case "KiB" -> 1024;
          case "MiB" -> 1024 * 1024;
          case "GiB" -> 1024 * 1024 * 1024;
          default -> 1;
        };
    return Math.round(Double.parseDouble(m.group(1)) * unit);
  }
}
