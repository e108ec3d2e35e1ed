package dev.atoll.compiler;

import dev.atoll.compiler.key.ArtifactKey;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.oci.Digest;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request with all its data on the local disk.
 *
 * @param model the file or folder to compile; its digest is that of all that was fetched
 * @param labels of the model's outputs, one a line; null when the source has none
 * @param calibration null for a model that is quantised already, which needs none
 * @param evaluation null when nobody asked for one
 */
record Fetched(
    CompileRequest request,
    Content model,
    @Nullable Path labels,
    @Nullable Content calibration,
    @Nullable Content evaluation) {

  String artifactKey() {
    return ArtifactKey.of(request, model.digest(), digest(calibration), digest(evaluation));
  }

  /** The key of what other ways of quantising make; empty when none would be tried. */
  Optional<String> searchedKey() {
    return ArtifactKey.searched(request, model.digest(), digest(calibration), digest(evaluation));
  }

  Report.Inputs inputs() {
    return new Report.Inputs(model.digest(), digest(calibration), digest(evaluation));
  }

  private static @Nullable Digest digest(@Nullable Content content) {
    return content == null ? null : content.digest();
  }
}
