package dev.atoll.compiler.edgetpu;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.compilerlog.CompilerStatus;
import dev.atoll.tflite.compilerlog.OperatorLog;
import dev.atoll.tflite.compilerlog.OperatorRow;
import dev.atoll.tflite.compilerlog.SearchStep;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler itself says of operators that it left to the CPU: the words of its table, and
 * after a search what it cut off.
 *
 * @param rows of the table; it counts kinds of operators and does not tell them apart
 * @param searched whether the compiler looked for a part of the graph that it can compile
 * @param kept indices of the operators before the cut; null when it is not known where that was
 */
record Verdict(List<OperatorRow> rows, boolean searched, @Nullable Set<Integer> kept) {
  private static final String CUSTOM = "CUSTOM:";

  /** Of the run that made the file. */
  static Verdict of(Subgraph source, CompilerCall.Run run, boolean searched) {
    List<OperatorRow> rows = run.log().map(OperatorLog::rows).orElse(run.output().rows());
    List<SearchStep> steps = run.output().search();
    return new Verdict(
        rows,
        searched,
        searched && !steps.isEmpty()
            ? needed(source, Set.copyOf(steps.getLast().intermediateTensors()))
            : null);
  }

  /** The operators that the named tensors are computed from; null when they are not all there. */
  private static @Nullable Set<Integer> needed(Subgraph source, Set<String> cut) {
    Set<Integer> tensors = new HashSet<>();
    Set<String> found = new HashSet<>();
    for (int t = 0; t < source.tensors().size(); t++) {
      String name = source.tensors().get(t).name();
      if (cut.contains(name)) {
        tensors.add(t);
        found.add(name);
      }
    }
    if (cut.isEmpty() || found.size() < cut.size()) {
      return null;
    }
    Set<Integer> kept = new HashSet<>();
    for (Operator o : source.operators().reversed()) {
      if (o.outputs().stream().anyMatch(tensors::contains)) {
        kept.add(o.index());
        tensors.addAll(o.inputs());
      }
    }
    return kept;
  }

  /**
   * Whether the cut alone explains that an operator which could be on the Edge TPU is not. Where
   * the place of the cut is not known, the table has to say it of all operators of that name.
   */
  boolean cutOff(int index, String op) {
    if (kept != null) {
      return !kept.contains(index);
    }
    return searched && statuses(op).equals(Set.of(CompilerStatus.MoreThanOneSubgraph.text()));
  }

  /** Why operators of this name are on the CPU, in the compiler's words; null if not one reason. */
  @Nullable String status(String op) {
    Set<String> found = statuses(op);
    return found.size() == 1 ? found.iterator().next() : null;
  }

  private Set<String> statuses(String op) {
    String named = op.startsWith(CUSTOM) ? op.substring(CUSTOM.length()) : op;
    return rows.stream()
        .filter(r -> r.operator().equals(named) && r.status() != CompilerStatus.MappedToEdgeTpu)
        .map(r -> r.statusText().strip())
        .collect(Collectors.toUnmodifiableSet());
  }
}
