package dev.atoll.compiler.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Search;
import dev.atoll.compiler.adapt.AdaptationReport;
import dev.atoll.compiler.edgetpu.EdgeTpuCompilation;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a compile found, for people and for a later hit. Without dates, durations and URIs: equal
 * content and tools give equal bytes.
 *
 * @param artifactKey 64 hexadecimal digits
 * @param accuracy null when nothing was evaluated
 * @param search what was tried to keep the accuracy; null when the first quantisation did. When
 *     there is a choice, accuracy speaks of the samples kept for judging
 * @param floatModel null when the source was quantised already
 * @param operators in order of execution
 * @param edgeTpu null when nothing was made for the Edge TPU
 * @param note what a reader might miss, null for nothing
 */
@JsonPropertyOrder({
  "artifactKey",
  "inputs",
  "options",
  "accuracy",
  "search",
  "floatModel",
  "variants",
  "operators",
  "edgeTpu",
  "toolchain",
  "kernels",
  "note"
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    @JsonProperty(required = true) String artifactKey,
    @JsonProperty(required = true) Inputs inputs,
    @JsonProperty(required = true) Options options,
    @Nullable Measured accuracy,
    @Nullable Search search,
    @Nullable File floatModel,
    @JsonProperty(required = true) List<File> variants,
    @JsonProperty(required = true) List<Operator> operators,
    @Nullable EdgeTpu edgeTpu,
    @JsonProperty(required = true) String toolchain,
    @JsonProperty(required = true) String kernels,
    @Nullable String note) {
  /** A report is read into memory up to this size, in bytes. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /** What went in, by content. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Inputs(Digest source, @Nullable Digest calibration, @Nullable Digest evaluation) {}

  /** How it was compiled; all null when the source was quantised already. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Options(
      @Nullable Integer calibrationSamples,
      CompileRequest.@Nullable Io io,
      CompileRequest.@Nullable DenseWeights denseWeights,
      CompileRequest.@Nullable Pixels pixels,
      @Nullable String signature,
      @Nullable List<String> tags) {
    /** Those of the request that have an effect on its kind of source. */
    public static Options of(CompileRequest request) {
      CompileRequest.Model source = request.source().model();
      if (!source.quantisable()) {
        return new Options(null, null, null, null, null, null);
      }
      CompileRequest.SavedModel saved = source instanceof CompileRequest.SavedModel m ? m : null;
      return new Options(
          request.calibration() == null ? null : request.calibration().samples(),
          request.quantization() == null ? null : request.quantization().io(),
          request.quantization() == null ? null : request.quantization().denseWeights(),
          request.calibration() == null ? null : request.calibration().pixels(),
          saved == null ? null : saved.signature(),
          saved == null ? null : saved.tags());
    }
  }

  /**
   * How the model was made ready for the Edge TPU.
   *
   * @param adaptation null for a source that was compiled before
   * @param analysis what was foretold; null as before
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EdgeTpu(
      @Nullable AdaptationReport adaptation,
      @Nullable EdgeTpuAnalysis analysis,
      @JsonProperty(required = true) EdgeTpuCompilation compilation) {}

  /** A .tflite file; the random token of a compiled one is masked in its digest. */
  public record File(String kind, Digest digest, long bytes) {}

  /** An operator with its tensors, each as type and shape. */
  public record Operator(
      int index, String name, int version, List<String> inputs, List<String> outputs) {}

  /** Canonical JSON. */
  public byte[] toBytes() {
    return Json.write(this);
  }

  /**
   * Reads what this or another version of Atoll wrote.
   *
   * @throws OciException ManifestInvalid
   */
  public static Report parse(byte[] json) throws OciException {
    return Json.read(json, Report.class, "the compile report");
  }
}
