package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Representative inputs that fix the ranges of the 8-bit model. */
public record Calibration(
    @JsonPropertyDescription(
            "An .npz file with the array 'inputs' of shape [n, ...shape of the model's input], in the units that the"
                + " model was trained with.")
        @Required
        @Pattern(Formats.FETCHABLE)
        @Size(max = 2048)
        String uri,
    @JsonPropertyDescription("How many of them to use.") @Default("200") @Min(1) @Max(100000)
        @Nullable Integer samples) {}
