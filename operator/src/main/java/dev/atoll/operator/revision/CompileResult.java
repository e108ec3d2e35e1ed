package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Accuracy;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Variant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a compile ended. */
public sealed interface CompileResult {
  /** The artifact is in the registry. */
  record Compiled(
      Artifact artifact,
      String artifactKey,
      Inputs inputs,
      boolean cacheHit,
      List<Variant> variants,
      @Nullable Accuracy accuracy,
      @Nullable String toolchain)
      implements CompileResult {
    public Compiled {
      variants = List.copyOf(variants);
    }
  }

  /**
   * No artifact.
   *
   * @param reason CamelCase: the compiler's own, or one of {@link CompileReason}
   * @param retryable whether the same may work another time
   * @param hit the artifact in the registry from which this is known; null when the compile itself
   *     came to it
   */
  record Refused(String reason, String message, boolean retryable, @Nullable Hit hit)
      implements CompileResult {
    public Refused(String reason, String message, boolean retryable) {
      this(reason, message, retryable, null);
    }
  }

  /** An artifact that was in the registry before, put there by whoever may write to it. */
  record Hit(Artifact artifact, String artifactKey) {}
}
