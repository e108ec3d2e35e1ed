package dev.atoll.oci.artifact;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.oci.Digest;
import java.util.List;

/**
 * The config blob, as ModelPack's config schema has it (which refuses other fields); without dates,
 * so that equal content gives equal bytes.
 */
@JsonPropertyOrder({"descriptor", "config", "modelfs"})
record ModelConfig(About descriptor, Format config, ModelFs modelfs) {
  /** Which model. */
  record About(String name) {}

  /** What kind of model it is. */
  @JsonPropertyOrder({"format", "quantization"})
  record Format(String format, String quantization) {}

  /** The layers by their uncompressed content; ours are never compressed. */
  @JsonPropertyOrder({"type", "diffIds"})
  record ModelFs(String type, List<Digest> diffIds) {}
}
