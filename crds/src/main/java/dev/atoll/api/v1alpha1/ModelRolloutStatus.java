package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the run stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelRolloutStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("In one word.") @Nullable Phase phase,
    @JsonPropertyDescription("Why, as a CamelCase name.") @Pattern(Formats.REASON) @Size(max = 64)
        @Nullable String reason,
    @JsonPropertyDescription("Why, as a sentence.") @Size(max = 1024) @Nullable String message,
    @JsonPropertyDescription("The wave that is open.") @Size(max = 80) @Nullable String wave,
    @JsonPropertyDescription("When the run ended.") @Size(max = 40) @Nullable String finishedAt,
    @JsonPropertyDescription("Devices by state.") @Nullable DeviceCounts devices,
    @JsonPropertyDescription("The waves in order.") @Size(max = 16) @ListMap("name")
        @Nullable List<WaveStatus> waves,
    @JsonPropertyDescription("At most 20 devices that are worth a look, with reasons.")
        @Size(max = 20)
        @ListMap("device")
        @Nullable List<Sample> samples,
    @JsonPropertyDescription("Progressing, Degraded.") @Size(max = 16) @ListMap("type")
        @Nullable List<Condition> conditions) {
  /** In one word. */
  public enum Phase {
    Progressing,
    Paused,
    RollingBack,
    Succeeded,
    Failed,
    Superseded
  }

  /** One wave: what is fixed when it opens, and counts. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WaveStatus(
      @JsonPropertyDescription("Name of the wave.") @Required @Size(max = 63) String name,
      @JsonPropertyDescription("In one word.") @Nullable WavePhase phase,
      @JsonPropertyDescription("How many devices, fixed when the wave opens.")
          @Nullable Integer target,
      @JsonPropertyDescription("Devices in the middle of the change.") int updating,
      @JsonPropertyDescription("Devices that serve the candidate and soak.") int soaking,
      @JsonPropertyDescription("Real successes.") int succeeded,
      @JsonPropertyDescription("Devices that reported a failure.") int failed,
      @JsonPropertyDescription("Devices that fell silent after their change began.") int lost,
      @JsonPropertyDescription("Silent devices that were not changed.") int unreachable,
      @JsonPropertyDescription("Devices that may not change now.") int deferred,
      @JsonPropertyDescription("When the last soak ends.") @Size(max = 40)
          @Nullable String soakUntil,
      @JsonPropertyDescription("Why the wave stands where it stands, as a CamelCase name.")
          @Pattern(Formats.REASON)
          @Size(max = 64)
          @Nullable String reason,
      @JsonPropertyDescription("Why, as a sentence.") @Size(max = 512) @Nullable String message) {}

  /** In one word. */
  public enum WavePhase {
    Pending,
    Open,
    Passed,
    Tripped
  }

  /** One device that is worth a look. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Sample(
      @JsonPropertyDescription("Name of the EdgeDevice.") @Required @Size(max = 253) String device,
      @JsonPropertyDescription("State of the device in this rollout.") @Size(max = 32)
          @Nullable String state,
      @JsonPropertyDescription("Why, as a CamelCase name.") @Pattern(Formats.REASON) @Size(max = 64)
          @Nullable String reason,
      @JsonPropertyDescription("Why, as a sentence.") @Size(max = 512) @Nullable String message) {}
}
