package dev.atoll.tflite;

import java.util.List;

/**
 * A tensor of a subgraph.
 *
 * @param index within its subgraph
 * @param shape as allocated at first
 * @param shapeSignature empty, or the shape with -1 where a dimension is dynamic
 * @param bufferIndex which of the model's buffers; 0 for none
 * @param bufferBytes bytes of constant data, 0 when it is computed
 * @param isVariable keeps its value between invocations
 * @param isSparse stored in a sparse form, so that {@code bufferBytes} does not follow the shape
 */
public record Tensor(
    int index,
    String name,
    TensorType type,
    List<Integer> shape,
    List<Integer> shapeSignature,
    Quantization quantization,
    long bufferIndex,
    long bufferBytes,
    boolean isVariable,
    boolean isSparse) {

  /** Copies the lists. */
  public Tensor {
    shape = List.copyOf(shape);
    shapeSignature = List.copyOf(shapeSignature);
  }

  /** True when the file holds its values. */
  public boolean isConstant() {
    return bufferBytes > 0;
  }

  /** Type and shape for people, for instance {@code INT8[1,64]}. */
  public String signature() {
    List<Integer> shown = shapeSignature.isEmpty() ? shape : shapeSignature;
    return type
        + "["
        + String.join(",", shown.stream().map(d -> d < 0 ? "?" : "" + d).toList())
        + "]";
  }
}
