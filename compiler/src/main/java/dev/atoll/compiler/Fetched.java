package dev.atoll.compiler;

import dev.atoll.compiler.key.ArtifactKey;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A request with all its data on the local disk.
 *
 * @param evaluation null when nobody asked for one
 */
record Fetched(
    CompileRequest request, Content model, Content calibration, @Nullable Content evaluation) {

  String artifactKey() {
    return ArtifactKey.of(request, model.digest(), calibration.digest(), evaluationDigest());
  }

  Report.Inputs inputs() {
    return new Report.Inputs(model.digest(), calibration.digest(), evaluationDigest());
  }

  private @Nullable Digest evaluationDigest() {
    return evaluation == null ? null : evaluation.digest();
  }
}
