package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** How the model becomes 8-bit. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quantization(
    @JsonPropertyDescription("Type of the model's inputs and outputs.") @Default("UInt8")
        @Nullable Io io,
    @JsonPropertyDescription(
            "Scales of the weights of dense layers: one (PerTensor, all that compilers of the Edge TPU know) or one for"
                + " each output (PerChannel). Absent: PerTensor, and PerChannel is tried when accuracy drops by more"
                + " than evaluation.maxDrop.")
        @Nullable DenseWeights denseWeights) {
  /** How many scales the weights of a dense layer have. */
  public enum DenseWeights {
    PerTensor,
    PerChannel
  }

  /** Dense layers as they come. */
  public Quantization(@Nullable Io io) {
    this(io, null);
  }

  /** Type at the edges of the model; inside it is always 8-bit integers. */
  public enum Io {
    UInt8,
    Int8,
    Float32
  }
}
