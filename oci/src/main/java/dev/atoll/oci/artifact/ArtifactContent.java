package dev.atoll.oci.artifact;

import dev.atoll.oci.Digest;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an artifact is made of.
 *
 * @param name the model, for people
 * @param createdBy the maker and its version, or null
 * @param artifactKey 64 hexadecimal digits
 * @param quantization for instance {@code int8}
 * @param variants kind (for instance {@code Cpu}) → .tflite file; at least one
 * @param report the compile report, JSON
 * @param labels one label a line, or null
 * @param compilerLog what the Edge TPU compiler said, UTF-8, or null
 * @param masked kind → digest of that variant's file with its random token zeroed, for those that
 *     hold one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ArtifactContent(
    String name,
    @Nullable String createdBy,
    String artifactKey,
    String quantization,
    SortedMap<String, Path> variants,
    Golden golden,
    byte[] report,
    byte @Nullable [] labels,
    byte @Nullable [] compilerLog,
    Map<String, Digest> masked) {

  /** Copies the variants; refuses a masked digest of a variant that is not there. */
  public ArtifactContent {
    variants = new TreeMap<>(variants);
    masked = Map.copyOf(masked);
    if (!variants.keySet().containsAll(masked.keySet())) {
      throw new IllegalArgumentException(
          "masked digests for " + masked.keySet() + ", variants are " + variants.keySet());
    }
  }

  /** Without a compiler's log and without random tokens. */
  public ArtifactContent(
      String name,
      @Nullable String createdBy,
      String artifactKey,
      String quantization,
      SortedMap<String, Path> variants,
      Golden golden,
      byte[] report,
      byte @Nullable [] labels) {
    this(
        name,
        createdBy,
        artifactKey,
        quantization,
        variants,
        golden,
        report,
        labels,
        null,
        Map.of());
  }
}
