package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked, as it was asked. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "self == oldSelf", message = "a ModelRevision never changes")
public record ModelRevisionSpec(
    @JsonPropertyDescription("Name of the EdgeModel.")
        @Required
        @Pattern(Formats.DNS_LABEL)
        @Size(max = 52)
        String model,
    @JsonPropertyDescription("Where the model comes from.") @Required Source source,
    @JsonPropertyDescription("Representative inputs for quantisation.")
        @Nullable Calibration calibration,
    @JsonPropertyDescription("How the model becomes 8-bit.") @Nullable Quantization quantization,
    @JsonPropertyDescription("Labelled data and the accuracy to reach.")
        @Nullable Evaluation evaluation,
    @JsonPropertyDescription("What to compile for; absent: Cpu.") @Size(min = 1, max = 2)
        @Nullable List<VariantKind> variants,
    @JsonPropertyDescription("How the model is compiled for the Edge TPU.")
        @Nullable EdgeTpu edgeTpu,
    @JsonPropertyDescription("How devices serve the model.") @Nullable Serving serving) {}
