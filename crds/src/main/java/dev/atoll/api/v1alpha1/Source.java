package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the model comes from: exactly one kind. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "[has(self.savedModel), has(self.tflite)].filter(x, x).size() == 1",
    message = "name exactly one source: savedModel or tflite")
public record Source(
    @JsonPropertyDescription("A TensorFlow SavedModel folder.") @Nullable SavedModel savedModel,
    @JsonPropertyDescription("A .tflite file that is fully 8-bit quantised already.")
        @Nullable Tflite tflite,
    @JsonPropertyDescription(
            "Pins the content: sha256 of the file, or of a folder's sorted listing. Another content is refused"
                + " with ChecksumMismatch, which names the digest that was found.")
        @Pattern(Formats.SHA256)
        @Size(max = 71)
        @Nullable String digest) {

  /** A folder that holds {@code saved_model.pb} and its variables. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SavedModel(
      @JsonPropertyDescription(
              "Folder of the SavedModel: s3://bucket/path; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = 2048)
          String uri,
      @JsonPropertyDescription("Name of the signature; serving_default when absent.")
          @Size(min = 1, max = 128)
          @Nullable String signature,
      @JsonPropertyDescription("Tags of the MetaGraph; serve when absent.") @Size(max = 8)
          @Nullable List<String> tags) {}

  /** One file. */
  public record Tflite(
      @JsonPropertyDescription(
              "The file: s3://bucket/path/model.tflite; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = 2048)
          String uri) {}
}
