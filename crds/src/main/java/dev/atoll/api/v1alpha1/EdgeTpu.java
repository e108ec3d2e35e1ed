package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How a model is compiled for the Edge TPU. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EdgeTpu(
    @JsonPropertyDescription(
            "Oldest Edge TPU runtime of the fleet, 10 to 14; a lower one maps fewer operators. Absent: the compiler's own,"
                + " the newest.")
        @Min(10)
        @Max(14)
        @Nullable Integer minRuntimeVersion,
    @JsonPropertyDescription(
            "Refuse the model (NotMappable) when less than this share of its operators runs on the Edge TPU, for example"
                + " 95%.")
        @Pattern(Formats.PERCENT)
        @Size(max = 4)
        @Nullable String minMappedOps) {}
