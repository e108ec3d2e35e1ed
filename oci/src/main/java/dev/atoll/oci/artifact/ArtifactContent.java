package dev.atoll.oci.artifact;

import java.nio.file.Path;
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
    byte @Nullable [] labels) {

  /** Copies the variants. */
  public ArtifactContent {
    variants = new TreeMap<>(variants);
  }
}
