package dev.atoll.tflite;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a subgraph.
 *
 * @param index within its subgraph
 * @param shape as allocated at first
 * @param shapeSignature empty, or the shape with -1 where a dimension is dynamic
 * @param bufferIndex which of the model's buffers; 0 for none
 * @param bufferBytes bytes of constant data, 0 when it is computed
 * @param values of a constant of at most {@value #MAX_VALUES} integers, else empty
 * @param fill the byte that a constant of INT8, UINT8 or INT32 consists of throughout, else null;
 *     also null when looking would take too long
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
    List<Long> values,
    @Nullable Integer fill,
    boolean isVariable,
    boolean isSparse) {

  /** How many elements of a constant are kept: enough for axes, shapes, paddings and strides. */
  public static final int MAX_VALUES = 16;

  private static final int MAX_SHOWN = 16;

  /** Copies the lists. */
  public Tensor {
    shape = List.copyOf(shape);
    shapeSignature = List.copyOf(shapeSignature);
    values = List.copyOf(values);
  }

  /** True when the file holds its values. */
  public boolean isConstant() {
    return bufferBytes > 0;
  }

  /** How many elements the shape has; capped at {@link Long#MAX_VALUE}, 0 for a broken shape. */
  public long elements() {
    long count = 1;
    for (int d : shape) {
      if (d <= 0) {
        return 0;
      }
      count = count > Long.MAX_VALUE / d ? Long.MAX_VALUE : count * d;
    }
    return count;
  }

  /**
   * Type and shape for people, for instance {@code INT8[1,64]}; of a shape that no interpreter can
   * have, the beginning.
   */
  public String signature() {
    List<Integer> shown = shapeSignature.isEmpty() ? shape : shapeSignature;
    return type
        + "["
        + shown.stream()
            .limit(MAX_SHOWN)
            .map(d -> d < 0 ? "?" : "" + d)
            .collect(Collectors.joining(","))
        + (shown.size() > MAX_SHOWN ? ",…]" : "]");
  }
}
