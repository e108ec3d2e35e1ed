package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.compiler.accuracy.Accuracy;
import dev.atoll.oci.Digest;
import dev.atoll.oci.artifact.ModelArtifact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact that lies in the registry.
 *
 * @param artifactKey 64 hexadecimal digits
 * @param cacheHit it lay there before
 * @param accuracy null when nothing was evaluated
 */
@JsonPropertyOrder({"artifact", "artifactKey", "cacheHit", "variants", "accuracy", "toolchain"})
public record CompileResult(
    Artifact artifact,
    String artifactKey,
    boolean cacheHit,
    List<Variant> variants,
    @Nullable Accuracy accuracy,
    String toolchain) {

  /** Where it lies. */
  public record Artifact(String repository, Digest digest) {}

  /** One .tflite file of it. */
  public record Variant(String kind, Digest digest, long bytes) {}

  static List<Variant> variants(ModelArtifact artifact) {
    return artifact.variants().stream()
        .map(v -> new Variant(v.kind(), v.blob().digest(), v.blob().size()))
        .toList();
  }
}
