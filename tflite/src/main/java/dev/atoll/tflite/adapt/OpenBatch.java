package dev.atoll.tflite.adapt;

import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteModel;
import java.util.List;

/**
 * Models whose first dimensions are open on paper and 1 in fact. The compiler refuses them for the
 * paper alone.
 */
final class OpenBatch {
  private OpenBatch() {}

  /**
   * Whether every open dimension of the model is a first one of size 1. An open height, say, must
   * stay: there the converter's 1 stands for "unknown", and a model of 1 × 1 images is another one.
   */
  static boolean canClose(TfliteModel model) {
    List<Tensor> open =
        model.subgraphs().stream()
            .map(Subgraph::tensors)
            .flatMap(List::stream)
            .filter(OpenBatch::isOpen)
            .toList();
    return !open.isEmpty() && open.stream().allMatch(OpenBatch::onlyTheFirst);
  }

  static boolean isOpen(Tensor tensor) {
    return tensor.shapeSignature().contains(-1);
  }

  private static boolean onlyTheFirst(Tensor tensor) {
    List<Integer> open = tensor.shapeSignature();
    List<Integer> shape = tensor.shape();
    return open.size() == shape.size()
        && open.getFirst() == -1
        && shape.getFirst() == 1
        && open.subList(1, open.size()).equals(shape.subList(1, shape.size()));
  }
}
