package dev.atoll.compiler.edgetpu;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the analyzer foretold, operator by operator, against what the compiler did. */
public final class Placements {
  private Placements() {}

  /**
   * An operator that is elsewhere than foretold.
   *
   * @param index in the source model; of all operators of that name together when {@code count} is
   *     above 1
   * @param foretold with the analyzer's reason
   * @param status why the CPU, in the compiler's words; null when it gives none or several
   * @param cutOff the compiler cut the graph before it in order to compile at all: the rules of the
   *     analyzer are not at fault
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Difference(
      @JsonProperty(required = true) int index,
      @JsonProperty(required = true) String op,
      @JsonProperty(required = true) int count,
      @JsonProperty(required = true) String foretold,
      @JsonProperty(required = true) String actual,
      @Nullable String status,
      @JsonProperty(required = true) boolean cutOff) {
    String sentence() {
      return "%s (operator %d%s) was foretold %s and is on %s%s"
          .formatted(
              Plain.text(op),
              index,
              count > 1 ? " and %d more".formatted(count - 1) : "",
              foretold,
              actual,
              status == null ? "" : " (" + Plain.text(status) + ")");
    }
  }

  /** How many operators of the compiled file run on the CPU. */
  static int onCpu(Subgraph compiled) {
    return (int) compiled.operators().stream().filter(o -> !isEdgeTpu(o)).count();
  }

  private static boolean isEdgeTpu(Operator operator) {
    return Compilation.CUSTOM_OPERATOR.equals(operator.customCode());
  }

  /**
   * An operator was left to the CPU when the compiled file holds one of the same kind that makes
   * the same tensor. Some compilers rename tensors at the boundary; then only the counts of each
   * kind can be compared.
   */
  static List<Difference> differences(
      EdgeTpuAnalysis analysis, Subgraph source, Subgraph compiled, Verdict verdict) {
    Map<String, Integer> left = new HashMap<>();
    compiled.operators().stream()
        .filter(o -> !isEdgeTpu(o))
        .forEach(o -> left.merge(key(compiled, o), 1, Integer::sum));
    List<Boolean> onCpu =
        source.operators().stream().map(o -> left.containsKey(key(source, o))).toList();
    boolean byName = onCpu.stream().filter(b -> b).count() == onCpu(compiled);
    return byName ? oneByOne(analysis, onCpu, verdict) : byKind(analysis, compiled, verdict);
  }

  private static String key(Subgraph graph, Operator operator) {
    int output = operator.outputs().isEmpty() ? -1 : operator.outputs().getFirst();
    boolean known = output >= 0 && output < graph.tensors().size();
    return operator.name() + "\n" + (known ? graph.tensors().get(output).name() : "");
  }

  private static List<Difference> oneByOne(
      EdgeTpuAnalysis analysis, List<Boolean> onCpu, Verdict verdict) {
    List<Difference> found = new ArrayList<>();
    for (OperatorPlacement p : analysis.operators()) {
      Place actual = onCpu.get(p.index()) ? Place.Cpu : Place.EdgeTpu;
      if (actual != p.place()) {
        boolean cpu = actual == Place.Cpu;
        found.add(
            new Difference(
                p.index(),
                p.op(),
                1,
                p.place() + " (" + p.reason() + ")",
                actual.name(),
                cpu ? verdict.status(p.op()) : null,
                cpu && verdict.cutOff(p.index(), p.op())));
      }
    }
    return found;
  }

  private static List<Difference> byKind(
      EdgeTpuAnalysis analysis, Subgraph compiled, Verdict verdict) {
    Map<String, Integer> actual = new HashMap<>();
    compiled.operators().stream()
        .filter(o -> !isEdgeTpu(o))
        .forEach(o -> actual.merge(o.name(), 1, Integer::sum));
    Map<String, List<OperatorPlacement>> foretold = new java.util.TreeMap<>();
    analysis
        .operators()
        .forEach(p -> foretold.computeIfAbsent(p.op(), k -> new ArrayList<>()).add(p));
    List<Difference> found = new ArrayList<>();
    foretold.forEach((op, all) -> {
      long told = all.stream().filter(p -> p.place() == Place.Cpu).count();
      long is = actual.getOrDefault(op, 0);
      if (told != is) {
        found.add(
            new Difference(
                all.getFirst().index(),
                op,
                all.size(),
                told + " on the CPU",
                "the CPU with " + is,
                is > told ? verdict.status(op) : null,
                is > told && is - told <= cutOff(all, verdict)));
      }
    });
    return found;
  }

  /** How many of them were foretold for the Edge TPU and fell off by a cut. */
  private static long cutOff(List<OperatorPlacement> kind, Verdict verdict) {
    return kind.stream()
        .filter(p -> p.place() == Place.EdgeTpu && verdict.cutOff(p.index(), p.op()))
        .count();
  }
}
