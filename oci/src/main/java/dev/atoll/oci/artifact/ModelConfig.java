package dev.atoll.oci.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The config blob; without dates, so that equal content gives equal bytes. */
@JsonPropertyOrder({"descriptor", "config", "modelfs"})
record ModelConfig(About descriptor, Format config, ModelFs modelfs) {
  /** Who made which model. */
  @JsonPropertyOrder({"name", "createdBy"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record About(String name, @Nullable String createdBy) {}

  /** What kind of model it is. */
  @JsonPropertyOrder({"format", "quantization"})
  record Format(String format, String quantization) {}

  /** The layers by their uncompressed content; ours are never compressed. */
  @JsonPropertyOrder({"type", "diffIds"})
  record ModelFs(String type, List<Digest> diffIds) {}
}
