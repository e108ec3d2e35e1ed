package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.edgetpu.EdgeTpuTarget;
import dev.atoll.compiler.lookup.Lookup;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Ends the job early when the registry has an artifact of the same content and options. It cannot
 * know who put it there: what it says of an artifact, good or bad, names that artifact, and whoever
 * asked looks for a signature before it believes that.
 */
final class LookupStage {
  private static final System.Logger LOG = System.getLogger(LookupStage.class.getName());

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
    return hit.isEmpty() ? Outcome.done(Optional.empty()) : judged(fetched, hit.get());
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

  private static Outcome<Optional<CompileResult>> judged(Fetched fetched, Lookup.Hit hit)
      throws IOException, InterruptedException {
    try {
      return switch (found(fetched, hit)) {
        case Outcome.Done<CompileResult>(CompileResult result) -> Outcome.done(tellable(result));
        case Outcome.Refused<CompileResult>(Refusal no) ->
            Outcome.refused(
                no.from(
                    new Refusal.Hit(
                        fetched.request().repository(),
                        hit.digest(),
                        hit.artifact().artifactKey())));
      };
    } catch (RuntimeException e) {
      // Of a report that anybody may have written; the compile that follows makes a good one.
      LOG.log(Level.WARNING, "the report of the artifact found makes no sense", e);
      return Outcome.done(Optional.empty());
    }
  }

  /** A result that could not be told would be none. */
  private static Optional<CompileResult> tellable(CompileResult result) {
    if (ResultFile.bytes(Outcome.done(result)).length <= ResultFile.MAX_BYTES) {
      return Optional.of(result);
    }
    LOG.log(Level.WARNING, "the artifact found says more of itself than a result may hold");
    return Optional.empty();
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
