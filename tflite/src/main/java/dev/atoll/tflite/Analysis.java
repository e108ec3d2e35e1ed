package dev.atoll.tflite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions about a model; also about one that {@link RangeCheck} refuses. */
public final class Analysis {
  private Analysis() {}

  /**
   * One operator as people want to see it.
   *
   * @param index running through all subgraphs; in the first one the operator's own index
   * @param inputs without those left out and those that do not exist
   */
  public record Line(
      int index, int subgraph, Operator operator, List<Tensor> inputs, List<Tensor> outputs) {}

  /** All operators of all subgraphs, in order of execution. */
  public static List<Line> listOperators(TfliteModel model) {
    List<Line> lines = new ArrayList<>();
    for (Subgraph g : model.subgraphs()) {
      for (Operator op : g.operators()) {
        lines.add(
            new Line(
                lines.size(), g.index(), op, resolve(g, op.inputs()), resolve(g, op.outputs())));
      }
    }
    return lines;
  }

  private static List<Tensor> resolve(Subgraph g, List<Integer> indices) {
    return indices.stream()
        .filter(i -> i >= 0 && i < g.tensors().size())
        .map(g.tensors()::get)
        .toList();
  }

  /** What the edges of a quantised model may be. */
  public enum Edges {
    /** Inputs and outputs are integers too. */
    INTEGER,
    /** A QUANTIZE may read a float input of the model, a DEQUANTIZE write a float output. */
    FLOAT_ALLOWED
  }

  /**
   * A float where there should be none.
   *
   * @param operator the operator's name and index, for instance {@code "CONV_2D (operator 3)"}
   */
  public record FloatFound(String operator, Tensor tensor) {
    /** A sentence for people. */
    public String message() {
      return "%s works on the float tensor '%s' %s"
          .formatted(operator, tensor.name(), tensor.signature());
    }
  }

  /** The first float tensor of a model that should be integer throughout; empty when it is. */
  public static Optional<FloatFound> firstFloat(TfliteModel model, Edges edges) {
    for (Line line : listOperators(model)) {
      Subgraph g = model.subgraphs().get(line.subgraph());
      for (Tensor t : line.inputs()) {
        if (t.type().isFloat()
            && !(allowed(line, "QUANTIZE", edges) && g.inputs().contains(t.index()))) {
          return Optional.of(found(line, t));
        }
      }
      for (Tensor t : line.outputs()) {
        if (t.type().isFloat()
            && !(allowed(line, "DEQUANTIZE", edges) && g.outputs().contains(t.index()))) {
          return Optional.of(found(line, t));
        }
      }
    }
    return Optional.empty();
  }

  /** True when every tensor that an operator touches is integer; edges may be float. */
  public static boolean fully8bit(TfliteModel model) {
    return firstFloat(model, Edges.FLOAT_ALLOWED).isEmpty();
  }

  private static boolean allowed(Line line, String converter, Edges edges) {
    return edges == Edges.FLOAT_ALLOWED && line.operator().name().equals(converter);
  }

  private static FloatFound found(Line line, Tensor t) {
    return new FloatFound(line.operator().name() + " (operator " + line.index() + ")", t);
  }
}
