package dev.atoll.device.wire;

import dev.atoll.oci.artifact.DataType;
import java.util.List;

/**
 * An input or output of a loaded model.
 *
 * @param name as in the model
 * @param shape fixed; a scalar has none
 * @param scale of one quantisation step, 0 when the tensor is not quantised
 * @param zeroPoint of the quantisation
 */
public record TensorSpec(
    String name, DataType datatype, List<Integer> shape, float scale, long zeroPoint) {
  /** Copies the shape. */
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  /** Size of the values in bytes. */
  public long bytes() {
    return elements() * datatype.bytes();
  }
}
