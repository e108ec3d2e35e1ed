package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.edgetpu.EdgeTpuTarget;
import dev.atoll.compiler.lookup.Lookup;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.util.Optional;

/** Ends the job early when the registry has an artifact of the same content and options. */
final class LookupStage {
  private final Lookup lookup;
  private final Publisher publisher;

  LookupStage(Lookup lookup, Publisher publisher) {
    this.lookup = lookup;
    this.publisher = publisher;
  }

  /** A hit that meets the request's targets, nothing, or why the job cannot go on. */
  Outcome<Optional<CompileResult>> run(Fetched fetched) throws IOException, InterruptedException {
    Optional<Lookup.Hit> hit;
    try {
      hit = best(fetched);
    } catch (OciException e) {
      // The push would fail as well, after minutes of work.
      return Outcome.refused(publisher.failed(e));
    }
    return hit.isEmpty()
        ? Outcome.done(Optional.empty())
        : found(fetched, hit.get()).then(result -> Outcome.done(Optional.of(result)));
  }

  /** The usual artifact, or where its drop is too great, one that a search for less has found. */
  private Optional<Lookup.Hit> best(Fetched fetched) throws OciException, InterruptedException {
    Optional<Lookup.Hit> usual = lookup.find(fetched.artifactKey());
    Optional<String> searched = fetched.searchedKey();
    boolean enough =
        usual
            .map(hit ->
                !Target.dropsTooMuch(fetched.request().evaluation(), hit.report().accuracy()))
            .orElse(false);
    return enough || searched.isEmpty() ? usual : lookup.find(searched.get());
  }

  private static Outcome<CompileResult> found(Fetched fetched, Lookup.Hit hit)
      throws IOException, InterruptedException {
    CompileRequest request = fetched.request();
    Report.EdgeTpu edgeTpu = hit.report().edgeTpu();
    return Target.check(request.evaluation(), hit.report().accuracy())
        .then(accuracy ->
            EdgeTpuTarget.check(
                    request.edgeTpu(),
                    edgeTpu == null ? null : edgeTpu.compilation(),
                    edgeTpu == null ? null : edgeTpu.analysis())
                .then(enough ->
                    Outcome.done(
                        new CompileResult(
                            new CompileResult.Artifact(request.repository(), hit.digest()),
                            hit.artifact().artifactKey(),
                            fetched.inputs(),
                            true,
                            CompileResult.variants(
                                hit.artifact(), edgeTpu == null ? null : edgeTpu.compilation()),
                            accuracy.orElse(null),
                            hit.report().toolchain()))));
  }
}
