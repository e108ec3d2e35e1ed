package dev.atoll.cli.analyze.page;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The data flow of a model's main subgraph as boxes and edges: the model's inputs first, then its
 * operators in the file's order, then its outputs. Every edge goes from an earlier box to a later
 * one. Constants are no boxes.
 *
 * @param omitted operators and edges that are left out because a picture of them would help nobody
 */
record Graph(List<Box> boxes, List<Edge> edges, int omitted) {
  private static final int MAX_OPERATORS = 3_000;
  private static final int MAX_EDGES = 12_000;
  private static final int MAX_PORTS = 24;

  /** What a box stands for. */
  sealed interface Box {
    /** An input of the model. */
    record Input(Tensor tensor) implements Box {}

    /** An operator, by its index in the file. */
    record Op(int index) implements Box {}

    /** An output of the model. */
    record Output(Tensor tensor) implements Box {}
  }

  /** Data that flows between two boxes, by their positions in the list. */
  record Edge(int from, int to) {}

  static Graph of(Subgraph g) {
    return new Builder(g).build();
  }

  private static final class Builder {
    private final Subgraph graph;
    private final List<Box> boxes = new ArrayList<>();
    private final Set<Edge> edges = new LinkedHashSet<>();

    /** By tensor: the box that it comes from, or -1. */
    private final int[] source;

    private int omitted;

    Builder(Subgraph graph) {
      this.graph = graph;
      this.source = new int[graph.tensors().size()];
      Arrays.fill(source, -1);
    }

    Graph build() {
      for (int t : graph.inputs().stream().limit(MAX_PORTS).toList()) {
        if (exists(t)) {
          source[t] = boxes.size();
          boxes.add(new Box.Input(graph.tensors().get(t)));
        }
      }
      for (Operator o : graph.operators().stream().limit(MAX_OPERATORS).toList()) {
        operator(o);
      }
      omitted += Math.max(0, graph.operators().size() - MAX_OPERATORS);
      for (int t : graph.outputs().stream().limit(MAX_PORTS).toList()) {
        if (exists(t) && source[t] >= 0) {
          boxes.add(new Box.Output(graph.tensors().get(t)));
          edge(source[t], boxes.size() - 1);
        }
      }
      return new Graph(List.copyOf(boxes), List.copyOf(edges), omitted);
    }

    private void operator(Operator o) {
      int box = boxes.size();
      boxes.add(new Box.Op(o.index()));
      for (int t : o.inputs()) {
        if (exists(t) && source[t] >= 0) {
          edge(source[t], box);
        }
      }
      for (int t : o.outputs()) {
        if (exists(t)) {
          source[t] = box;
        }
      }
    }

    private void edge(int from, int to) {
      Edge edge = new Edge(from, to);
      if (edges.size() >= MAX_EDGES && !edges.contains(edge)) {
        omitted++;
      } else {
        edges.add(edge);
      }
    }

    private boolean exists(int tensor) {
      return tensor >= 0 && tensor < source.length;
    }
  }
}
