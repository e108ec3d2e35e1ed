package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Representative inputs that fix the ranges of the 8-bit model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Calibration(
    @JsonPropertyDescription(
            "An .npz file with the array 'inputs' of shape [n, ...shape of the model's input], in the units that the"
                + " model was trained with; or images (.jpg, .png) in a .zip or .tar; or a TFRecord file of"
                + " tf.train.Example, its features named as the model's inputs. A URI that ends with / is a folder"
                + " of images or of .tfrecord files.")
        @Required
        @Pattern(Formats.FETCHABLE)
        @Size(max = 2048)
        String uri,
    @JsonPropertyDescription("How many of them to use.") @Default("200") @Min(1) @Max(100000)
        @Nullable Integer samples,
    @JsonPropertyDescription(
            "What the numbers 0 to 255 of an image become, as the model was trained: needed for images. They are"
                + " stretched to the size of the model's input.")
        @Nullable Pixels pixels,
    @JsonPropertyDescription(
            "Pins the content: sha256 of the file, or of a folder's sorted listing. When source, calibration and"
                + " evaluation are all pinned, an artifact that a revision of this namespace has already is used at"
                + " once; status.inputs of that revision has the digests.")
        @Pattern(Formats.SHA256)
        @Size(max = 71)
        @Nullable String digest) {
  /** What the numbers 0 to 255 of an image become. */
  public enum Pixels {
    ZeroToOne,
    MinusOneToOne,
    ZeroTo255
  }

  /** Data without images. */
  public Calibration(String uri, @Nullable Integer samples) {
    this(uri, samples, null, null);
  }
}
