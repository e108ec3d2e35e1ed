package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** One step of a rollout: some devices, a soak, and what may go wrong before it stops. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Wave(
    @JsonPropertyDescription("Name of the wave, for people.")
        @Required
        @Pattern(Formats.DNS_LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "How many devices: a count, or a percentage of the selected devices (at least one). Absent: all that are"
                + " left and match the wave's selector.")
        @Min(1)
        @Pattern(Formats.POSITIVE_PERCENT)
        @Size(max = 4)
        @Nullable IntOrString size,
    @JsonPropertyDescription("Only devices that match this; absent: any device of the model.")
        @Nullable DeviceSelector selector,
    @JsonPropertyDescription(
            "How many devices may change at the same time; absent: all of the wave.")
        @Min(1)
        @Nullable Integer maxConcurrent,
    @JsonPropertyDescription(
            "How long each device must serve the candidate healthily before it counts as a success.")
        @Default("0s")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        @Nullable String soak,
    @JsonPropertyDescription(
            "The wave passes only after this many real successes; it never passes on silence.")
        @Default("1")
        @Min(1)
        @Nullable Integer minSucceeded,
    @JsonPropertyDescription(
            "The wave trips when more than this many devices fail: a count, or a percentage of those that ended (at"
                + " least one).")
        @Min(0)
        @Pattern(Formats.PERCENT)
        @Size(max = 4)
        @Nullable IntOrString maxFailed,
    @JsonPropertyDescription("What happens when the wave trips.") @Default("Rollback")
        @Nullable OnFailure onFailure) {
  /** What a rollout does when a wave trips. */
  public enum OnFailure {
    /** All devices of the run return to the stable revision. */
    Rollback,
    /** Nothing new starts; a person decides. */
    Pause,
    /** The rollout goes on. */
    Continue
  }
}
