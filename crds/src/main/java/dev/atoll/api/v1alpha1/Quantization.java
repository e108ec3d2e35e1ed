package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** How the model becomes 8-bit. */
public record Quantization(
    @JsonPropertyDescription("Type of the model's inputs and outputs.") @Default("UInt8")
        @Nullable Io io) {
  /** Type at the edges of the model; inside it is always 8-bit integers. */
  public enum Io {
    UInt8,
    Int8,
    Float32
  }
}
