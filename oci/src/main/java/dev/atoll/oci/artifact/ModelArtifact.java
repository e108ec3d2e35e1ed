package dev.atoll.oci.artifact;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The typed view of a model's manifest.
 *
 * @param artifactKey 64 hexadecimal digits
 * @param variants at least one, each kind once
 * @param labels absent when the model has none
 * @param compilerLog absent when no compiler for an accelerator ran
 * @param content name of the content without what differs from run to run; absent in older
 *     artifacts
 */
public record ModelArtifact(
    String artifactKey,
    List<Variant> variants,
    Descriptor golden,
    Descriptor report,
    @Nullable Descriptor labels,
    @Nullable Descriptor compilerLog,
    @Nullable Digest content) {
  static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  /** Copies the variants. */
  public ModelArtifact {
    variants = List.copyOf(variants);
  }

  /**
   * Reads a manifest that anybody may have written.
   *
   * @throws OciException ManifestInvalid with a sentence that says what is wrong
   */
  public static ModelArtifact read(Manifest manifest) throws OciException {
    return ManifestReader.read(manifest);
  }

  /** The variant of this kind. */
  public Optional<Variant> variant(String kind) {
    return variants.stream().filter(v -> v.kind().equals(kind)).findFirst();
  }

  /** The labels' blob, when there is one. */
  public Optional<Descriptor> labelsBlob() {
    return Optional.ofNullable(labels);
  }

  /** The compiler log's blob, when there is one. */
  public Optional<Descriptor> compilerLogBlob() {
    return Optional.ofNullable(compilerLog);
  }

  /**
   * The tag under which an artifact is found again by its key.
   *
   * @throws IllegalArgumentException when the key is not 64 hexadecimal digits
   */
  public static String tagOf(String artifactKey) {
    if (!KEY.matcher(artifactKey).matches()) {
      throw new IllegalArgumentException("an artifact key has 64 lower-case hexadecimal digits");
    }
    return "key-" + artifactKey.substring(0, 32);
  }
}
