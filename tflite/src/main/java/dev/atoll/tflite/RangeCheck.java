package dev.atoll.tflite;

import java.util.BitSet;
import java.util.List;

/**
 * Whether a model's indices, shapes and sizes agree, so that an interpreter that trusts them does
 * not read where nothing is. To be asked before a model is loaded for the first time; it refuses no
 * sound model that an interpreter could run.
 */
public final class RangeCheck {
  private static final int MAX_DIMENSIONS = 16;
  private static final long MAX_TENSOR_BYTES = Integer.MAX_VALUE;

  private final TfliteModel model;

  private RangeCheck(TfliteModel model) {
    this.model = model;
  }

  /**
   * Passes a consistent model.
   *
   * @throws TfliteFormatException with the first contradiction, naming subgraph, operator or tensor
   */
  public static void require(TfliteModel model) throws TfliteFormatException {
    new RangeCheck(model).all();
  }

  private void all() throws TfliteFormatException {
    for (Subgraph g : model.subgraphs()) {
      for (Tensor t : g.tensors()) {
        shape(t);
        data(t);
        quantization(t);
      }
      order(g);
    }
    for (Signature s : model.signatures()) {
      demand(
          s.subgraph() < model.subgraphs().size(), "a signature names subgraph %d", s.subgraph());
      int tensors = model.subgraphs().get((int) s.subgraph()).tensors().size();
      for (List<Signature.Port> ports : List.of(s.inputs(), s.outputs())) {
        for (Signature.Port p : ports) {
          demand(p.tensor() < tensors, "a signature names tensor %d of %d", p.tensor(), tensors);
        }
      }
    }
  }

  private static void shape(Tensor t) throws TfliteFormatException {
    int rank = t.shape().size();
    demand(rank <= MAX_DIMENSIONS, "tensor %d has %d dimensions", t.index(), rank);
    for (int d : t.shape()) {
      demand(d >= 0, "tensor %d has a dimension of %d", t.index(), d);
    }
    demand(bytes(t) <= MAX_TENSOR_BYTES, "tensor %d is larger than 2 GiB", t.index());
    int signature = t.shapeSignature().size();
    demand(
        signature == 0 || signature == rank,
        "tensor %d has %d dimensions but %d in its signature",
        t.index(),
        rank,
        signature);
    for (int d : t.shapeSignature()) {
      demand(d >= -1, "tensor %d has a dimension of %d in its signature", t.index(), d);
    }
  }

  /** Bytes by type and shape, capped just above the limit; 0 when elements have no fixed size. */
  private static long bytes(Tensor t) {
    if (t.shape().contains(0)) {
      return 0;
    }
    long bits = t.type().bits();
    for (int d : t.shape()) {
      if (bits > 8 * MAX_TENSOR_BYTES / d) {
        return MAX_TENSOR_BYTES + 1;
      }
      bits *= d;
    }
    return (bits + 7) / 8;
  }

  private static void data(Tensor t) throws TfliteFormatException {
    if (!t.isConstant()) {
      return;
    }
    demand(!t.isVariable(), "tensor %d is a variable and has constant data", t.index());
    boolean plain = t.type().bits() > 0 && !t.isSparse();
    demand(
        !plain || t.bufferBytes() == bytes(t),
        "tensor %d needs %d bytes, its buffer has %d",
        t.index(),
        bytes(t),
        t.bufferBytes());
  }

  private static void quantization(Tensor t) throws TfliteFormatException {
    Quantization q = t.quantization();
    int scales = q.scales().size();
    int zeros = q.zeroPoints().size();
    demand(
        scales == 0 || zeros == 0 || zeros == scales,
        "tensor %d has %d scales and %d zero points",
        t.index(),
        scales,
        zeros);
    for (float scale : q.scales()) {
      demand(Float.isFinite(scale) && scale >= 0, "tensor %d has the scale %s", t.index(), scale);
    }
    for (long zero : q.zeroPoints()) {
      demand(zero == (int) zero, "tensor %d has the zero point %d", t.index(), zero);
    }
    if (scales > 1) {
      demand(
          q.axis() >= 0 && q.axis() < t.shape().size() && t.shape().get(q.axis()) == scales,
          "tensor %d of shape %s has %d scales along dimension %d",
          t.index(),
          t.shape(),
          scales,
          q.axis());
    }
  }

  /** Every operator reads only what the file holds, the caller gives or an earlier one computed. */
  private static void order(Subgraph g) throws TfliteFormatException {
    BitSet ready = new BitSet(g.tensors().size());
    for (Tensor t : g.tensors()) {
      ready.set(t.index(), t.isConstant() || t.isVariable() || t.shape().contains(0));
    }
    for (int i : g.inputs()) {
      ready.set(index(i, g, "an input"));
    }
    for (Operator op : g.operators()) {
      for (int i : op.inputs()) {
        // Custom operators of other accelerators take scratch memory as inputs.
        demand(
            i == -1 || ready.get(index(i, g, op.name())) || op.customCode() != null,
            "operator %d reads tensor %d, which nothing has computed by then",
            op.index(),
            i);
      }
      for (int o : op.outputs()) {
        Tensor t = g.tensors().get(index(o, g, op.name()));
        demand(!t.isConstant(), "operator %d writes the constant tensor %d", op.index(), o);
        ready.set(o);
      }
    }
    for (int o : g.outputs()) {
      demand(ready.get(index(o, g, "an output")), "nothing computes the output tensor %d", o);
    }
  }

  private static int index(int tensor, Subgraph g, String who) throws TfliteFormatException {
    int count = g.tensors().size();
    demand(tensor >= 0 && tensor < count, "%s names tensor %d of %d", who, tensor, count);
    return tensor;
  }

  private static void demand(boolean condition, String otherwise, Object... values)
      throws TfliteFormatException {
    if (!condition) {
      throw new TfliteFormatException(otherwise.formatted(values));
    }
  }
}
