package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How a device serves the model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Serving(
    @JsonPropertyDescription(
            "The device measures itself against this before it switches and during the soak, and goes back to the"
                + " revision before with LatencyAboveTarget when it is too slow.")
        @Nullable LatencyTarget latencyTarget) {

  /** Bounds on the time of one inference in the interpreter. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record LatencyTarget(
      @JsonPropertyDescription("Bound on the 99th percentile, for example 20ms.")
          @Required
          @Pattern(Formats.DURATION)
          @Size(max = 16)
          String p99) {}
}
