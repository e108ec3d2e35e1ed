package dev.atoll.compiler.edgetpu;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What compiling for the Edge TPU came to, for the report. The random token is in none of it, so
 * that equal inputs give equal reports.
 *
 * @param compiler its version; null for a source that was compiled before
 * @param minRuntimeVersion oldest runtime that takes the file; null in the layout of 2019
 * @param cachedBytes parameters that stay on the Edge TPU; null as before
 * @param streamedBytes parameters that travel there at each inference; null as before
 * @param mappedOps operators on the Edge TPU; null when the source was compiled before, which hides
 *     their number
 * @param cpuOps operators of the file that run on the CPU
 * @param masked digest of the file without the random token
 * @param tries how often the compiler was called
 * @param search whether it compiled only because it could cut the graph earlier
 * @param differences from what was foretold
 * @param warnings sentences for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record EdgeTpuCompilation(
    @Nullable String compiler,
    @Nullable Integer minRuntimeVersion,
    @Nullable Long cachedBytes,
    @Nullable Long streamedBytes,
    @Nullable Integer mappedOps,
    @JsonProperty(required = true) int cpuOps,
    @JsonProperty(required = true) Digest masked,
    @JsonProperty(required = true) int tries,
    @JsonProperty(required = true) boolean search,
    @JsonProperty(required = true) List<Placements.Difference> differences,
    @JsonProperty(required = true) List<String> warnings) {

  /** Copies the lists. */
  public EdgeTpuCompilation {
    differences = List.copyOf(differences);
    warnings = List.copyOf(warnings);
  }
}
