package dev.atoll.oci.artifact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set of inputs, and the outputs that the model gave for it.
 *
 * @param outputs none when the model could not be run where it was packed: then a device proves
 *     only that it runs
 */
public record Sample(List<TensorData> inputs, List<TensorData> outputs) {
  private static final int MAX_TENSORS = 64;

  /** Refuses a sample without inputs, or with more than 64 inputs or outputs. */
  public Sample(@Nullable List<TensorData> inputs, @Nullable List<TensorData> outputs) {
    this.inputs = checked(inputs, "inputs");
    this.outputs = outputs != null && outputs.isEmpty() ? List.of() : checked(outputs, "outputs");
  }

  private static List<TensorData> checked(@Nullable List<TensorData> tensors, String what) {
    if (tensors == null || tensors.isEmpty() || tensors.size() > MAX_TENSORS) {
      throw new IllegalArgumentException("a sample has 1 to " + MAX_TENSORS + " " + what);
    }
    for (TensorData t : tensors) {
      if (t == null) {
        throw new IllegalArgumentException("null stands among the " + what);
      }
    }
    return List.copyOf(tensors);
  }
}
