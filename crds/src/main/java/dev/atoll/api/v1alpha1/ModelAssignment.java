package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One model on one device. Without the entry the device unloads the model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.attempt >= oldSelf.attempt",
    message = "attempt never falls: this write comes from an outdated view")
@ValidationRule(
    value = "self.attempt > oldSelf.attempt || self.active.revision == oldSelf.active.revision",
    message = "another revision needs a higher attempt: this write comes from an outdated view")
public record ModelAssignment(
    @JsonPropertyDescription("namespace.model, the name that clients call.")
        @Required
        @Pattern(Formats.MODEL_KEY)
        @Size(min = 3, max = 127)
        String name,
    @JsonPropertyDescription("UID of the EdgeModel.") @Size(max = 64) @Nullable String modelUid,
    @JsonPropertyDescription(
            "Grows with every change of the revision; a report counts only when it echoes it.")
        @Required
        @Min(1)
        long attempt,
    @JsonPropertyDescription("What to serve.") @Required Active active,
    @JsonPropertyDescription(
            "What to go back to when it fails: always a revision that was proven in the fleet.")
        @Nullable Fallback fallback) {

  /** What to serve. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Active(
      @JsonPropertyDescription("Name of the ModelRevision.") @Required @Size(min = 1, max = 63)
          String revision,
      @JsonPropertyDescription("The compiled model.") @Required Artifact artifact,
      @JsonPropertyDescription("How to serve it.") @Nullable Serving serving,
      @JsonPropertyDescription("The ModelRollout, absent for a device that catches up.")
          @Size(max = 253)
          @Nullable String rollout,
      @JsonPropertyDescription("Number of the wave, from 0.") @Min(0) @Nullable Integer wave,
      @JsonPropertyDescription("When the operator assigned it (RFC 3339).") @Size(max = 40)
          @Nullable String assignedAt,
      @JsonPropertyDescription("How long to serve it healthily before it is proven.")
          @Pattern(Formats.DURATION)
          @Size(max = 16)
          @Nullable String soak) {}

  /** What to go back to. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Fallback(
      @JsonPropertyDescription("Name of the ModelRevision.") @Required @Size(min = 1, max = 63)
          String revision,
      @JsonPropertyDescription("The compiled model.") @Required Artifact artifact,
      @JsonPropertyDescription("How to serve it.") @Nullable Serving serving) {}
}
