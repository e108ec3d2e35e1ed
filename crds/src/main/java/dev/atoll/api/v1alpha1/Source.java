package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the model comes from: exactly one kind. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.savedModel), has(self.keras), has(self.frozenGraph), has(self.tflite),"
            + " has(self.autoML), has(self.zoo)].filter(x, x).size() == 1",
    message =
        "name exactly one source: savedModel, keras, frozenGraph, tflite, autoML or zoo (a file that"
            + " is quantised already is tflite)")
@ValidationRule(
    value = "!(has(self.zoo) && has(self.digest))",
    message = "an entry of the zoo has its own digest: remove source.digest")
public record Source(
    @JsonPropertyDescription("A TensorFlow SavedModel folder.") @Nullable SavedModel savedModel,
    @JsonPropertyDescription("A Keras model in one file: .keras of Keras 3, or HDF5 (.h5).")
        @Nullable Keras keras,
    @JsonPropertyDescription("A frozen graph of TensorFlow 1, a .pb file.")
        @Nullable FrozenGraph frozenGraph,
    @JsonPropertyDescription(
            "A .tflite file that is fully 8-bit quantised already, or compiled for the Edge TPU: decided by content.")
        @Nullable Tflite tflite,
    @JsonPropertyDescription(
            "An export folder of Cloud AutoML Vision: one .tflite file, plain or compiled for the Edge TPU, and dict.txt"
                + " with its labels.")
        @Nullable AutoML autoML,
    @JsonPropertyDescription("An entry of the catalogue of base models that the operator keeps.")
        @Nullable Zoo zoo,
    @JsonPropertyDescription(
            "Pins the content: sha256 of the file, or of a folder's sorted listing. Another content is refused"
                + " with ChecksumMismatch, which names the digest that was found.")
        @Pattern(Formats.SHA256)
        @Size(max = 71)
        @Nullable String digest,
    @JsonPropertyDescription(
            "Secret of this namespace with the credentials for source, calibration and evaluation. It names the hosts"
                + " that it may be sent to; everything else is refused with HostNotAllowed.")
        @Nullable SecretRef credentialsSecretRef) {
  private static final int MAX_URI = 2048;
  private static final int MAX_EDGES = 32;
  private static final int MAX_NAME = 256;
  private static final int MAX_RANK = 8;

  /** Of one kind, without pin and credentials. */
  public static Source of(SavedModel savedModel) {
    return new Source(savedModel, null, null, null, null, null, null, null);
  }

  /** Of one kind, without pin and credentials. */
  public static Source of(Tflite tflite) {
    return new Source(null, null, null, tflite, null, null, null, null);
  }

  /** Of one kind, without pin and credentials. */
  public static Source of(Zoo zoo) {
    return new Source(null, null, null, null, null, zoo, null, null);
  }

  /** Whether the model is floating-point, so that it takes calibration data to quantise it. */
  public boolean needsCalibration() {
    return Stream.of(savedModel, keras, frozenGraph).anyMatch(kind -> kind != null);
  }

  /** Whether the schema lets this stand as a URI. */
  public static boolean fetchable(String uri) {
    return uri.length() <= MAX_URI && uri.matches(Formats.FETCHABLE);
  }

  /** Whether the schema lets this stand as a digest. */
  public static boolean pin(String digest) {
    return digest.matches(Formats.SHA256);
  }

  /** Whether the schema lets these stand as a graph's edges. */
  public static boolean graph(@Nullable List<GraphInput> inputs, @Nullable List<String> outputs) {
    return inputs != null
        && outputs != null
        && edges(inputs.size())
        && edges(outputs.size())
        && inputs.stream().map(GraphInput::name).distinct().count() == inputs.size()
        && inputs.stream().allMatch(GraphInput::valid);
  }

  private static boolean edges(int count) {
    return count >= 1 && count <= MAX_EDGES;
  }

  /** A folder that holds {@code saved_model.pb} and its variables. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SavedModel(
      @JsonPropertyDescription(
              "Folder of the SavedModel: s3://bucket/path, gs://bucket/path, oci://host/repository@sha256:…, an archive of it"
                  + " (.zip, .tar.gz) at any of them or at https://…; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = MAX_URI)
          String uri,
      @JsonPropertyDescription("Name of the signature; serving_default when absent.")
          @Size(min = 1, max = 128)
          @Nullable String signature,
      @JsonPropertyDescription("Tags of the MetaGraph; serve when absent.") @Size(max = 8)
          @Nullable List<String> tags) {}

  /** One file; which of the two formats it has is decided by its content. */
  public record Keras(
      @JsonPropertyDescription(
              "The file: s3://bucket/model.keras, gs://…, https://…, oci://…; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = MAX_URI)
          String uri) {}

  /** A graph without variables; it does not say itself what goes in and out. */
  public record FrozenGraph(
      @JsonPropertyDescription(
              "The file: s3://bucket/frozen.pb, gs://…, https://…, oci://…; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = MAX_URI)
          String uri,
      @JsonPropertyDescription("What goes in.")
          @Required
          @Size(min = 1, max = MAX_EDGES)
          @ListMap("name")
          List<GraphInput> inputs,
      @JsonPropertyDescription(
              "Tensors that come out, for example MobilenetV1/Predictions/Softmax.")
          @Required
          @Size(min = 1, max = MAX_EDGES)
          List<String> outputs) {}

  /** A placeholder of a graph. */
  @ValidationRule(
      value = "self.shape.all(d, d == -1 || d > 0)",
      message = "a dimension is 1 or more; a batch of -1 becomes 1")
  public record GraphInput(
      @JsonPropertyDescription("Name of the tensor, for example input or input:0.")
          @Required
          @Size(min = 1, max = MAX_NAME)
          String name,
      @JsonPropertyDescription("Its shape with the batch: [1, 224, 224, 3].")
          @Required
          @Size(min = 1, max = MAX_RANK)
          List<Integer> shape) {
    private boolean valid() {
      return name != null
          && !name.isEmpty()
          && name.length() <= MAX_NAME
          && shape != null
          && !shape.isEmpty()
          && shape.size() <= MAX_RANK
          && shape.stream().allMatch(d -> d != null && (d == -1 || d > 0));
    }
  }

  /** One file. */
  public record Tflite(
      @JsonPropertyDescription(
              "The file: s3://bucket/path/model.tflite, gs://…, https://…, oci://…; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = MAX_URI)
          String uri) {}

  /** A folder as Cloud AutoML Vision exports it. */
  public record AutoML(
      @JsonPropertyDescription(
              "The export folder: gs://bucket/model-export/…, s3://…, oci://…, an archive of it (.zip, .tar.gz) at any of them or"
                  + " at https://…; file:///path for development only.")
          @Required
          @Pattern(Formats.FETCHABLE)
          @Size(max = MAX_URI)
          String uri) {}

  /** A name in the catalogue. */
  public record Zoo(
      @JsonPropertyDescription(
              "Name of the entry; see kubectl get configmap atoll-zoo -n atoll-system.")
          @Required
          @Pattern(Formats.CONFIG_KEY)
          @Size(min = 1, max = 253)
          String name) {}

  /** A Secret of the same namespace. */
  public record SecretRef(
      @JsonPropertyDescription(
              "Name of the Secret. Keys: token, or username and password (https, oci); accessKeyId, secretAccessKey,"
                  + " sessionToken (s3); serviceAccount.json (gs); allowed-hosts.")
          @Required
          @Pattern(Formats.DNS_SUBDOMAIN)
          @Size(min = 1, max = 253)
          String name) {}
}
