package dev.atoll.tflite;

import java.util.List;

/**
 * real = scale × (stored − zeroPoint).
 *
 * @param scales none when not quantised, one for the whole tensor, or one per index of {@code axis}
 * @param zeroPoints as many as scales, or none
 * @param axis the dimension that several scales belong to
 */
public record Quantization(List<Float> scales, List<Long> zeroPoints, int axis) {
  /** Not quantised. */
  public static final Quantization NONE = new Quantization(List.of(), List.of(), 0);

  /** Copies the lists. */
  public Quantization {
    scales = List.copyOf(scales);
    zeroPoints = List.copyOf(zeroPoints);
  }

  /** True when there is a scale. */
  public boolean present() {
    return !scales.isEmpty();
  }
}
