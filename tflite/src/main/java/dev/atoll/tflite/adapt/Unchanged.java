package dev.atoll.tflite.adapt;

import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whether an adapted file says what it said before but for the versions. In a hostile file tables
 * may overlap, and a change of one would be a change of another.
 */
final class Unchanged {
  private Unchanged() {}

  /** The version that an operator should have. */
  @FunctionalInterface
  interface Versions {
    int of(int subgraph, int operator);
  }

  static void require(TfliteModel before, byte[] file, Versions versions)
      throws TfliteFormatException {
    TfliteModel after = TfliteModel.read(ByteBuffer.wrap(file));
    boolean same =
        before.subgraphs().size() == after.subgraphs().size()
            && before.signatures().equals(after.signatures())
            && before.buffers() == after.buffers();
    for (int i = 0; same && i < before.subgraphs().size(); i++) {
      same = same(before.subgraphs().get(i), after.subgraphs().get(i), versions);
    }
    if (!same) {
      throw new TfliteFormatException(
          "the model's tables overlap: a change of operator versions would change more than them");
    }
  }

  private static boolean same(Subgraph before, Subgraph after, Versions versions) {
    return before.inputs().equals(after.inputs())
        && before.outputs().equals(after.outputs())
        && before.tensors().size() == after.tensors().size()
        && before.operators().size() == after.operators().size()
        && sameTensors(before.tensors(), after.tensors())
        && sameOperators(before, after.operators(), versions);
  }

  private static boolean sameTensors(List<Tensor> before, List<Tensor> after) {
    for (int i = 0; i < before.size(); i++) {
      Tensor b = before.get(i);
      Tensor a = after.get(i);
      if (!b.name().equals(a.name())
          || b.type() != a.type()
          || !b.shape().equals(a.shape())
          || !b.quantization().equals(a.quantization())
          || b.bufferIndex() != a.bufferIndex()
          || b.bufferBytes() != a.bufferBytes()
          || b.isVariable() != a.isVariable()
          || b.isSparse() != a.isSparse()) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameOperators(Subgraph graph, List<Operator> after, Versions versions) {
    for (int i = 0; i < after.size(); i++) {
      Operator b = graph.operators().get(i);
      Operator a = after.get(i);
      if (!b.name().equals(a.name())
          || !b.inputs().equals(a.inputs())
          || !b.outputs().equals(a.outputs())
          || a.version() != versions.of(graph.index(), i)) {
        return false;
      }
    }
    return true;
  }
}
