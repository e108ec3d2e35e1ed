package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the device runs; written by its agent only. Live figures are metrics, not here. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EdgeDeviceStatus(
    @JsonPropertyDescription("The machine; reports of another one are void.") @Size(max = 64)
        @Nullable String machineId,
    @JsonPropertyDescription("The agent's disk; reports from another one are void.") @Size(max = 64)
        @Nullable String storeId,
    @JsonPropertyDescription("Version of the agent.") @Size(max = 64) @Nullable String agentVersion,
    @JsonPropertyDescription("Versions of the libraries that run models.")
        @Nullable Runtime runtime,
    @JsonPropertyDescription("One report per model.") @Size(max = 32) @ListMap("name")
        @Nullable List<ModelReport> models,
    @JsonPropertyDescription("Ready.") @Size(max = 16) @ListMap("type")
        @Nullable List<Condition> conditions) {

  /** Versions of the libraries that run models. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Runtime(
      @JsonPropertyDescription("Version of TensorFlow Lite.") @Size(max = 64)
          @Nullable String tflite) {}

  /** How one model stands on this device. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ModelReport(
      @JsonPropertyDescription("namespace.model.")
          @Required
          @Pattern(Formats.MODEL_KEY)
          @Size(min = 3, max = 127)
          String name,
      @JsonPropertyDescription("The revision that the assignment named.") @Size(max = 63)
          @Nullable String revision,
      @JsonPropertyDescription("The assignment's attempt, echoed.") @Min(0) @Nullable Long attempt,
      @JsonPropertyDescription("How far it came.") @Required Phase phase,
      @JsonPropertyDescription("Why, as a CamelCase name.") @Pattern(Formats.REASON) @Size(max = 64)
          @Nullable String reason,
      @JsonPropertyDescription("Why, as a sentence.") @Size(max = 1024) @Nullable String message,
      @JsonPropertyDescription(
              "The revision that is served now; differs from revision after a revert.")
          @Size(max = 63)
          @Nullable String serving,
      @JsonPropertyDescription("The variant that is loaded.") @Size(max = 32)
          @Nullable String variant,
      @JsonPropertyDescription("Figures of the self-test or of the soak.")
          @Nullable Latency latency,
      @JsonPropertyDescription("When the phase began (RFC 3339).") @Size(max = 40)
          @Nullable String since) {}

  /** Time of one inference in the interpreter, for example 3.7ms. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Latency(
      @JsonPropertyDescription("Median.") @Size(max = 16) @Nullable String p50,
      @JsonPropertyDescription("99th percentile.") @Size(max = 16) @Nullable String p99) {}

  /** The way of an assignment on the device. */
  public enum Phase {
    /** The artifact is being pulled. */
    Fetching,
    /** Pulled and checked; waiting for its turn. */
    Waiting,
    /** Loaded beside the revision before, being tested. */
    Activating,
    /** Serving; the soak is running. */
    Active,
    /** Served healthily through its soak. */
    Proven,
    /** Never served; the revision before goes on. */
    Failed,
    /** Served, then went back to the revision before. */
    Reverted
  }
}
