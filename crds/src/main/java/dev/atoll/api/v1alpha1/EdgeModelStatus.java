package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EdgeModelStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("In one word.") @Nullable Phase phase,
    @JsonPropertyDescription("The revision that was proven last in the fleet.") @Size(max = 63)
        @Nullable String stableRevision,
    @JsonPropertyDescription("The revision that is being compiled or rolled out.") @Size(max = 63)
        @Nullable String candidateRevision,
    @JsonPropertyDescription("The newest ModelRollout.") @Size(max = 253) @Nullable String rollout,
    @JsonPropertyDescription("The wave that is open.") @Size(max = 80) @Nullable String wave,
    @JsonPropertyDescription("Devices by state.") @Nullable DeviceCounts devices,
    @JsonPropertyDescription("Ready, Compiled, Progressing, Degraded, Paused.")
        @Size(max = 16)
        @ListMap("type")
        @Nullable List<Condition> conditions) {
  /** In one word. */
  public enum Phase {
    Pending,
    Compiling,
    Progressing,
    Healthy,
    Paused,
    Degraded
  }
}
