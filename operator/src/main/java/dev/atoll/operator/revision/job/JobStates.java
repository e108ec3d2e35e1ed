package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.ResultParser;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a Job and its pod mean for the compile. Pure. */
final class JobStates {
  static final String STARTING = "starting";
  static final String ENDING = "ending";

  private final ResultParser results = new ResultParser();
  private final JobFailures failures;
  private final Patience patience;

  JobStates(JobSettings settings, Patience patience) {
    this.failures = new JobFailures(settings);
    this.patience = patience;
  }

  /**
   * @param repository the only one in which the artifact may be
   */
  CompileState of(JobView view, String repository) {
    var said = said(view, repository);
    if (said.isPresent()) return new Finished(judged(view, said.get()));
    var failure = failures.of(view);
    if (failure.isPresent()) return new Finished(failure.get());
    if (view.complete()) return new Finished(failures.withoutResult());
    if (view.ending()) return new Running(ENDING);
    return switch (Hindrance.of(view, patience)) {
      case Hindrance.None n -> new Running(stage(view));
      case Hindrance.Passing p -> new Running(p.stage(), p.sentence());
      case Hindrance.Lasting l ->
          new Finished(new CompileResult.Refused(l.reason().name(), l.sentence(), true));
    };
  }

  /**
   * Whether its outcome is known and its end is near, though stages that have nothing to do any
   * more may still be coming and going. What has to be waited for does not end by itself.
   */
  boolean settled(JobView view, String repository) {
    return view.ended()
        || (said(view, repository).isPresent()
            && !(Hindrance.of(view, patience) instanceof Hindrance.Lasting));
  }

  /** The first word of a stage that ended the compile; a hit need not wait for the stages after. */
  private Optional<CompileResult> said(JobView view, String repository) {
    for (var container : view.containers()) {
      var message = message(container);
      if (message.isEmpty()) continue;
      var result = results.parse(message.getBytes(StandardCharsets.UTF_8), repository);
      if (result instanceof CompileResult.Refused || mayNameArtifact(container))
        return Optional.of(result);
      return Optional.of(failures.impostor(container.getName()));
    }
    return Optional.empty();
  }

  private static String message(ContainerStatus container) {
    var end = container.getState() == null ? null : container.getState().getTerminated();
    return end == null || end.getExitCode() != 0 || end.getMessage() == null
        ? ""
        : end.getMessage();
  }

  private static boolean mayNameArtifact(ContainerStatus container) {
    return Stage.named(container.getName()).filter(Stage::mayNameArtifact).isPresent();
  }

  /** A stage whose child was killed for memory knows only that it was killed. */
  private CompileResult judged(JobView view, CompileResult said) {
    return said instanceof CompileResult.Refused no && no.retryable()
        ? failures.outOfMemory(view).<CompileResult>map(r -> r).orElse(said)
        : said;
  }

  private static String stage(JobView view) {
    String stage = STARTING;
    for (var container : view.containers()) {
      if (container.getState() == null) continue;
      if (container.getState().getRunning() != null) return container.getName();
      // between two containers the one that ended is the best that is known
      if (container.getState().getTerminated() != null) stage = container.getName();
    }
    return stage;
  }
}
