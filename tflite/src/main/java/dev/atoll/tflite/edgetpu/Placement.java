package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Subgraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which operators make up the one part of the graph that the compiler puts on the Edge TPU. "The
 * compiler cannot partition the model more than once": it follows data, not the order of the file.
 *
 * <p>An operator that the Edge TPU has goes there when everything it reads is there, is an input or
 * a constant, or was computed by the CPU before: by operators the Edge TPU has not that depend on
 * nothing but the model's inputs and each other. Everything else runs on the CPU.
 */
final class Placement {
  private enum Stage {
    /** On the CPU, before the Edge TPU's part. */
    BEFORE,
    EDGE_TPU,
    /** On the CPU, after or beside the Edge TPU's part. */
    AFTER
  }

  /**
   * Where one operator goes.
   *
   * @param unmet why the Edge TPU has it not; empty when it has
   * @param blocker the operator on the CPU that keeps it there; -1 when there is none
   * @param holdsBack operators that would run on the Edge TPU but for this one
   */
  record Placed(Node node, Place place, Optional<Unmet> unmet, int blocker, int holdsBack) {}

  private final List<Node> nodes;
  private final int runtime;
  private final int[] producer;
  private final Stage[] stages;
  private final int[] blockers;
  private final List<Optional<Unmet>> unmet = new ArrayList<>();

  private Placement(Subgraph graph, int runtime) {
    this.nodes = Node.all(graph);
    this.runtime = runtime;
    this.producer = new int[graph.tensors().size()];
    this.stages = new Stage[nodes.size()];
    this.blockers = new int[nodes.size()];
    Arrays.fill(producer, -1);
    Arrays.fill(blockers, -1);
  }

  static List<Placed> of(Subgraph graph, int runtime) {
    return new Placement(graph, runtime).place();
  }

  private List<Placed> place() {
    for (int i = 0; i < nodes.size(); i++) {
      unmet.add(firstUnmet(nodes.get(i), runtime));
      decide(i);
      for (var out : nodes.get(i).outputs()) {
        producer[out.index()] = i;
      }
    }
    int[] held = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      if (unmet.get(i).isEmpty() && blockers[i] >= 0) {
        held[blockers[i]]++;
      }
    }
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Place place = stages[i] == Stage.EDGE_TPU ? Place.EdgeTpu : Place.Cpu;
      placed.add(new Placed(nodes.get(i), place, unmet.get(i), blockers[i], held[i]));
    }
    return placed;
  }

  static Optional<Unmet> firstUnmet(Node node, int runtime) {
    Optional<OperatorRule> rule = OperatorRule.of(node);
    if (rule.isEmpty()) {
      return Optional.of(notThere(node));
    }
    if (!node.sound()) {
      return GeneralRules.sound(node, runtime);
    }
    Optional<Unmet> own = rule.get().firstUnmet(node, runtime);
    // A parameter that is computed has the wrong type or rank too; that it is computed says more.
    if (own.filter(u -> u.reason() == PlacementReason.ParameterNotConstant).isPresent()) {
      return own;
    }
    for (Constraint general : GeneralRules.ALL) {
      Optional<Unmet> found = general.check(node, runtime);
      if (found.isPresent()) {
        return found;
      }
    }
    return own;
  }

  private static Unmet notThere(Node node) {
    @Nullable String custom = node.operator().customCode();
    return custom != null
        ? new Unmet(
            PlacementReason.CustomOperator,
            "is a custom operator",
            "keep it at the end of the model, or leave it to the caller")
        : new Unmet(
            PlacementReason.OperatorNotSupported,
            "is not supported",
            Alternatives.of(node.operator().name()));
  }

  private void decide(int index) {
    boolean allBefore = true;
    int blocker = -1;
    for (var tensor : nodes.get(index).given()) {
      int from = producer[tensor.index()];
      if (from >= 0) {
        allBefore &= stages[from] == Stage.BEFORE;
        if (stages[from] == Stage.AFTER && blocker < 0) {
          blocker = unmet.get(from).isPresent() ? from : blockers[from];
        }
      }
    }
    blockers[index] = blocker;
    if (unmet.get(index).isPresent()) {
      stages[index] = allBefore ? Stage.BEFORE : Stage.AFTER;
    } else {
      stages[index] = blocker >= 0 ? Stage.AFTER : Stage.EDGE_TPU;
    }
  }
}
