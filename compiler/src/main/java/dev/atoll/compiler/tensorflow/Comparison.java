package dev.atoll.compiler.tensorflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.accuracy.Measured;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether two .tflite files gave the same outputs, byte for byte.
 *
 * @param samples how many inputs both were given
 * @param kernels the sets of kernels that both ran with, one after the other
 * @param difference the first one found; null exactly when they are equal
 * @param evaluation what the second file gets right of the evaluation data, without a float model;
 *     null when there is no such data
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Comparison(
    @JsonProperty(required = true) boolean equal,
    @JsonProperty(required = true) int samples,
    @JsonProperty(required = true) List<String> kernels,
    @Nullable Difference difference,
    @Nullable Measured evaluation) {

  /** Refuses an answer that contradicts itself. */
  public Comparison {
    if (equal != (difference == null)) {
      throw new IllegalArgumentException("two files are either equal or differ somewhere");
    }
    kernels = List.copyOf(kernels);
  }

  /**
   * Where they differ.
   *
   * @param sample null when their inputs or outputs are not alike
   * @param output name of the output, null as above
   */
  public record Difference(
      @Nullable Integer sample,
      @Nullable String output,
      @JsonProperty(required = true) String message) {}
}
