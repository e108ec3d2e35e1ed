package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.compiler.accuracy.Accuracy;
import dev.atoll.compiler.edgetpu.EdgeTpuCompilation;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.Digest;
import dev.atoll.oci.artifact.ModelArtifact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact that lies in the registry.
 *
 * @param artifactKey 64 hexadecimal digits
 * @param inputs digests of what was fetched
 * @param cacheHit it lay there before
 * @param accuracy null when nothing was evaluated
 */
@JsonPropertyOrder({
  "artifact",
  "artifactKey",
  "inputs",
  "cacheHit",
  "variants",
  "accuracy",
  "toolchain"
})
public record CompileResult(
    Artifact artifact,
    String artifactKey,
    Report.Inputs inputs,
    boolean cacheHit,
    List<Variant> variants,
    @Nullable Accuracy accuracy,
    String toolchain) {

  /** Where it lies. */
  public record Artifact(String repository, Digest digest) {}

  /**
   * One .tflite file of it; figures of the Edge TPU only where there are some.
   *
   * @param minRuntimeVersion oldest Edge TPU runtime that takes it
   * @param cachedBytes parameters that stay on the Edge TPU
   * @param streamedBytes parameters that travel there at each inference
   * @param mappedOps operators on the Edge TPU
   * @param cpuOps operators of this file on the CPU
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Variant(
      String kind,
      Digest digest,
      long bytes,
      @Nullable Integer minRuntimeVersion,
      @Nullable Long cachedBytes,
      @Nullable Long streamedBytes,
      @Nullable Integer mappedOps,
      @Nullable Integer cpuOps) {}

  static List<Variant> variants(ModelArtifact artifact, @Nullable EdgeTpuCompilation edgeTpu) {
    return artifact.variants().stream()
        .map(v ->
            variant(v, v.kind().equals(CompileRequest.VariantKind.EdgeTpu.name()) ? edgeTpu : null))
        .toList();
  }

  private static Variant variant(
      dev.atoll.oci.artifact.Variant v, @Nullable EdgeTpuCompilation figures) {
    return new Variant(
        v.kind(),
        v.blob().digest(),
        v.blob().size(),
        figures == null ? null : figures.minRuntimeVersion(),
        figures == null ? null : figures.cachedBytes(),
        figures == null ? null : figures.streamedBytes(),
        figures == null ? null : figures.mappedOps(),
        figures == null ? null : figures.cpuOps());
  }
}
