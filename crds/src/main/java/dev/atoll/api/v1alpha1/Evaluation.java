package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Labelled data on which the float and the 8-bit model are compared before anything is rolled out.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Evaluation(
    @JsonPropertyDescription(
            "An .npz file with the array 'inputs' and the integer array 'labels' of shape [n].")
        @Required
        @Pattern(Formats.FETCHABLE)
        @Size(max = 2048)
        String uri,
    @JsonPropertyDescription("What is measured.") @Default("Top1") @Nullable Metric metric,
    @JsonPropertyDescription(
            "The 8-bit model must reach at least this, as a decimal string between 0 and 1.")
        @Pattern(Formats.FRACTION)
        @Size(max = 8)
        @Nullable String minimum,
    @JsonPropertyDescription(
            "The 8-bit model may be worse than the float model by at most this, as a decimal string. When it is,"
                + " other ways to quantise are tried before the revision fails.")
        @Pattern(Formats.FRACTION)
        @Size(max = 8)
        @Nullable String maxDrop,
    @JsonPropertyDescription(
            "Pins the content: sha256 of the file, or of a folder's sorted listing.")
        @Pattern(Formats.SHA256)
        @Size(max = 71)
        @Nullable String digest) {
  /** Share of the samples whose label is the best answer, or among the best five. */
  public enum Metric {
    Top1,
    Top5
  }
}
