package dev.atoll.cli.analyze;

import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.CompiledPackage;
import dev.atoll.tflite.edgetpu.CompilerRefusal;
import dev.atoll.tflite.edgetpu.MemoryEstimate;
import java.util.ArrayList;
import java.util.List;

/** The analysis in sentences; names from the file in them are not escaped yet. */
public final class Verdict {
  private static final int MAX_REFUSALS = 20;

  private Verdict() {}

  /** All of them, for the end of the table. */
  static List<String> lines(AnalyzedModel m) {
    List<String> lines = new ArrayList<>();
    lines.add(summary(m));
    lines.add(memory(m));
    lines.addAll(contents(m));
    lines.addAll(others(m));
    List<CompilerRefusal> refusals = m.analysis().refusals();
    if (!refusals.isEmpty()) {
      lines.add("");
      lines.add("edgetpu_compiler 16 would refuse this model:");
      refusals.stream()
          .limit(MAX_REFUSALS)
          .forEach(r -> lines.add("  " + r.reason() + ": " + r.message()));
      if (refusals.size() > MAX_REFUSALS) {
        lines.add("  and %d more, see -o json".formatted(refusals.size() - MAX_REFUSALS));
      }
    }
    return lines;
  }

  /** How many run where. */
  public static String summary(AnalyzedModel m) {
    String what =
        m.isCompiled()
            ? "%d operator%s in the compiled file: %d of them compiled for the Edge TPU, %d on the CPU"
            : "%d operator%s: %d on the Edge TPU, %d on the CPU";
    return what.formatted(m.operators(), m.operators() == 1 ? "" : "s", m.onEdgeTpu(), m.onCpu());
  }

  static String memory(AnalyzedModel m) {
    if (m.isCompiled() && !(m.compilation() instanceof Compilation.Compiled)) {
      return "parameters: unknown";
    }
    MemoryEstimate memory = m.memory();
    return "parameters%s: %s cached on the chip, %s streamed at every inference"
        .formatted(
            m.isCompiled() ? "" : " (estimate)",
            Sizes.of(memory.cachedBytes()),
            Sizes.of(memory.streamedBytes()));
  }

  /** What a compiled file holds; nothing for another one. */
  static List<String> contents(AnalyzedModel m) {
    if (m.packageFault().isPresent()) {
      return List.of("package: damaged; no runtime would load it: " + m.packageFault().get());
    }
    return switch (m.compilation()) {
      case Compilation.NotCompiled() -> List.of();
      case Compilation.UnreadableLayout(String message) -> List.of("package: " + message);
      case Compilation.Compiled(CompiledPackage p) ->
          List.of(
              "package: version %d, compiler %s, chip %s, %s"
                  .formatted(p.packageVersion(), compiler(p), p.chip(), Sizes.of(p.packageBytes())),
              "needs Edge TPU runtime %d or newer".formatted(p.minRuntimeVersion()),
              "caching token: " + p.cachingToken());
    };
  }

  /** Newer compilers leave their number out. */
  public static String compiler(CompiledPackage p) {
    String version = p.compilerVersion();
    return version.isEmpty() || version.equals("cl/") ? "not named" : version;
  }

  private static List<String> others(AnalyzedModel m) {
    List<Subgraph> graphs = m.model().subgraphs();
    int operators = graphs.stream().skip(1).mapToInt(g -> g.operators().size()).sum();
    return graphs.size() == 1
        ? List.of()
        : List.of(
            "%d more subgraphs with %d operators are not listed"
                .formatted(graphs.size() - 1, operators));
  }
}
