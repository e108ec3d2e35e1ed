package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user wants. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "has(self.source.savedModel) || has(self.source.keras) || has(self.source.frozenGraph) ?"
            + " has(self.calibration) : true",
    message =
        "a savedModel needs calibration data, and so do keras and frozenGraph: set calibration.uri")
@ValidationRule(
    value = "!has(self.edgeTpu) || (has(self.variants) && 'EdgeTpu' in self.variants)",
    message = "edgeTpu has no effect without EdgeTpu among the variants: add it to spec.variants")
@ValidationRule(
    value = "!has(self.variants) || self.variants.all(v, self.variants.exists_one(w, w == v))",
    message = "each kind stands among the variants once")
public record EdgeModelSpec(
    @JsonPropertyDescription("Where the model comes from.") @Required Source source,
    @JsonPropertyDescription("Representative inputs for quantisation.")
        @Nullable Calibration calibration,
    @JsonPropertyDescription("How the model becomes 8-bit.") @Nullable Quantization quantization,
    @JsonPropertyDescription("Labelled data and the accuracy that the 8-bit model must reach.")
        @Nullable Evaluation evaluation,
    @JsonPropertyDescription(
            "What to compile for; absent: Cpu. Devices without an Edge TPU need Cpu beside EdgeTpu. A source that is"
                + " compiled for the Edge TPU already becomes EdgeTpu alone.")
        @Size(min = 1, max = 2)
        @Nullable List<VariantKind> variants,
    @JsonPropertyDescription("How the model is compiled for the Edge TPU.")
        @Nullable EdgeTpu edgeTpu,
    @JsonPropertyDescription("Which devices run the model, by the labels of their Nodes.") @Required
        DeviceSelector devices,
    @JsonPropertyDescription("How devices serve the model.") @Nullable Serving serving,
    @JsonPropertyDescription("How a new revision reaches the devices.") @Nullable Rollout rollout,
    @JsonPropertyDescription("Stops new assignments; what is in flight finishes.") @Default("false")
        @Nullable Boolean paused,
    @JsonPropertyDescription(
            "Undo and hold: stay on this revision whatever the source says. Empty: follow the source.")
        @Pattern(Formats.DNS_LABEL)
        @Size(max = 63)
        @Nullable String pinnedRevision,
    @JsonPropertyDescription(
            "Any new value tries a quarantined revision, or a failed compile, once more.")
        @Size(max = 64)
        @Nullable String retry) {

  /** The same with another source. */
  public EdgeModelSpec withSource(Source other) {
    return new EdgeModelSpec(
        other,
        calibration,
        quantization,
        evaluation,
        variants,
        edgeTpu,
        devices,
        serving,
        rollout,
        paused,
        pinnedRevision,
        retry);
  }

  /** The strategy: waves in their order. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value =
          "!has(self.waves) || !(has(self.waves[self.waves.size() - 1].size) ||"
              + " has(self.waves[self.waves.size() - 1].selector))",
      message =
          "the last wave takes every device that is left: remove its size and selector, or add a"
              + " wave after it, for example {name: rest}")
  public record Rollout(
      @JsonPropertyDescription(
              "Waves in order. The last takes every device that is left: it has neither size nor selector. Default: a"
                  + " canary of one device with a soak of 5m, then the rest.")
          @Size(min = 1, max = 16)
          @ListMap("name")
          @Nullable List<Wave> waves) {}
}
