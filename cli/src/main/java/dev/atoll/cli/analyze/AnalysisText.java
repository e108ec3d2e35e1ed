package dev.atoll.cli.analyze;

import dev.atoll.cli.Table;
import dev.atoll.cli.Terminal;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code analyze} prints for people. */
final class AnalysisText {
  private static final int MAX_TENSORS = 8;
  private static final int NAME_CHARACTERS = 200;

  private AnalysisText() {}

  static String render(AnalyzedModel m) {
    StringBuilder out = new StringBuilder();
    out.append(Terminal.safe(m.file())).append('\n');
    out.append("sha256:").append(m.sha256()).append("\n\n");
    out.append(operators(m)).append('\n');
    for (String line : Verdict.lines(m)) {
      out.append(Terminal.safe(line)).append('\n');
    }
    return out.toString();
  }

  private static String operators(AnalyzedModel m) {
    List<Analysis.Line> lines = Analysis.listOperators(m.model());
    Table table =
        new Table().row("INDEX", "OPERATOR", "VERSION", "PLACE", "REASON", "OUTPUT", "ADVICE");
    Map<String, Integer> said = new HashMap<>();
    for (OperatorPlacement o : m.analysis().operators()) {
      Integer before = o.advice().isEmpty() ? null : said.putIfAbsent(o.advice(), o.index());
      table.row(
          o.index(),
          Terminal.shortened(o.op(), NAME_CHARACTERS),
          o.version(),
          o.place(),
          o.reason(),
          tensors(lines.get(o.index()).outputs()),
          before == null ? o.advice() : "as for operator " + before);
    }
    return table.render();
  }

  private static String tensors(List<Tensor> tensors) {
    String few =
        tensors.stream().limit(MAX_TENSORS).map(Tensor::signature).collect(Collectors.joining(" "));
    return tensors.size() > MAX_TENSORS
        ? few + " and %d more".formatted(tensors.size() - MAX_TENSORS)
        : few;
  }
}
