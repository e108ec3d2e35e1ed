package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelRevisionStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("In one word.") @Nullable Phase phase,
    @JsonPropertyDescription("What the compile is doing.") @Size(max = 64) @Nullable String stage,
    @JsonPropertyDescription("How many times the compile was started.") @Nullable Integer tries,
    @JsonPropertyDescription("The value of the EdgeModel's retry that the last compile answered.")
        @Size(max = 64)
        @Nullable String retry,
    @JsonPropertyDescription("The compiled model.") @Nullable Artifact artifact,
    @JsonPropertyDescription("Hash over the content of what went in: equal keys compile once.")
        @Size(max = 64)
        @Nullable String artifactKey,
    @JsonPropertyDescription(
            "What went in, by content: the digests to pin in source, calibration and evaluation.")
        @Nullable Inputs inputs,
    @JsonPropertyDescription("What the artifact holds, by kind of device.")
        @Size(max = 8)
        @ListMap("kind")
        @Nullable List<Variant> variants,
    @JsonPropertyDescription("Accuracy before and after quantisation.") @Nullable Accuracy accuracy,
    @JsonPropertyDescription("What compiled it.") @Size(max = 256) @Nullable String toolchain,
    @JsonPropertyDescription("Set while the revision must not be rolled out.")
        @Nullable Quarantine quarantine,
    @JsonPropertyDescription("Compiled, Evaluated, Quarantined.") @Size(max = 16) @ListMap("type")
        @Nullable List<Condition> conditions) {
  /** In one word. */
  public enum Phase {
    Pending,
    Compiling,
    Ready,
    Failed
  }

  /** Digests of what was fetched: of a file, or of a folder's sorted listing. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Inputs(
      @JsonPropertyDescription("Of the source.") @Required @Pattern(Formats.SHA256) @Size(max = 71)
          String source,
      @JsonPropertyDescription("Of the calibration data; absent where none was needed.")
          @Pattern(Formats.SHA256)
          @Size(max = 71)
          @Nullable String calibration,
      @JsonPropertyDescription("Of the evaluation data; absent where there was none.")
          @Pattern(Formats.SHA256)
          @Size(max = 71)
          @Nullable String evaluation) {}

  /** The model for one kind of device. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Variant(
      @JsonPropertyDescription("Kind of device.") @Required @Size(max = 32) String kind,
      @JsonPropertyDescription("Digest of the file.")
          @Required
          @Pattern(Formats.SHA256)
          @Size(max = 71)
          String digest,
      @JsonPropertyDescription("Size of the file in bytes.") long bytes,
      @JsonPropertyDescription("Oldest Edge TPU runtime that runs it.")
          @Nullable Integer minRuntimeVersion,
      @JsonPropertyDescription("Bytes of parameters that stay on the Edge TPU.")
          @Nullable Long cachedBytes,
      @JsonPropertyDescription("Bytes of parameters that travel to the Edge TPU at each inference.")
          @Nullable Long streamedBytes,
      @JsonPropertyDescription("Operators that run on the Edge TPU.") @Nullable Integer mappedOps,
      @JsonPropertyDescription("Operators of this variant that run on the CPU.")
          @Nullable Integer cpuOps) {
    /** A file that runs on the CPU alone. */
    public static Variant plain(String kind, String digest, long bytes) {
      return new Variant(kind, digest, bytes, null, null, null, null, null);
    }
  }

  /** Decimal strings between 0 and 1. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Accuracy(
      @JsonPropertyDescription("What was measured.") @Size(max = 32) @Nullable String metric,
      @JsonPropertyDescription("Of the float model.") @JsonProperty("float") @Size(max = 16)
          @Nullable String floating,
      @JsonPropertyDescription("Of the 8-bit model.") @Size(max = 16) @Nullable String quantized,
      @JsonPropertyDescription("Float minus 8-bit.") @Size(max = 16) @Nullable String drop) {}

  /** Why the revision must not be rolled out again, and until when. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Quarantine(
      @JsonPropertyDescription("The rollout that failed.") @Size(max = 253)
          @Nullable String rollout,
      @JsonPropertyDescription("Why, as a CamelCase name.") @Pattern(Formats.REASON) @Size(max = 64)
          @Nullable String reason,
      @JsonPropertyDescription("Why, as a sentence.") @Size(max = 1024) @Nullable String message,
      @JsonPropertyDescription(
              "The EdgeModel's retry at that time; another value ends the quarantine.")
          @Size(max = 64)
          @Nullable String retry) {}
}
