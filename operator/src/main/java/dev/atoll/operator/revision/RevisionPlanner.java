package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Conditions.Fact;
import dev.atoll.operator.kube.Conditions.Standing;
import dev.atoll.operator.kube.Times;
import dev.atoll.operator.revision.RevisionPlan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides about one revision: compile, wait, try again, give up. Pure. */
final class RevisionPlanner {
  static final String COMPILED = "Compiled";
  static final String EVALUATED = "Evaluated";

  private static final String WAITS =
      "the compile is %s: atoll.compile.max-concurrent bounds how many run, and those of one"
          + " namespace run one after the other unless source.digest tells them apart";

  /** What hinders a compile becomes a failure by time alone. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  private static final Duration LOOK_AGAIN_AT_TROUBLE = Duration.ofSeconds(3);

  private final RetryPolicy retries;

  RevisionPlanner(RetryPolicy retries) {
    this.retries = retries;
  }

  RevisionPlan plan(RevisionSnapshot s) {
    var status = s.revision().getStatus();
    var phase = status == null || status.phase() == null ? Phase.Pending : status.phase();
    return switch (phase) {
      case Ready -> settled(s);
      case Failed -> askedAgain(s) ? start(s, 1) : settled(s);
      // Whatever a run that failed is still doing: the next one is another.
      case Pending -> next(s, tries(status));
      case Compiling -> compile(s, Math.max(1, tries(status)));
    };
  }

  private static RevisionPlan settled(RevisionSnapshot s) {
    var status = Objects.requireNonNull(s.revision().getStatus());
    return new RevisionPlan(status, Step.FORGET, null);
  }

  private static boolean askedAgain(RevisionSnapshot s) {
    var status = s.revision().getStatus();
    var answered = status == null ? null : status.retry();
    return s.wanted() && s.retry() != null && !s.retry().equals(answered);
  }

  private RevisionPlan compile(RevisionSnapshot s, int tries) {
    return switch (s.compile()) {
      case CompileState.Unknown u -> start(s, tries);
      case CompileState.Queued queued ->
          running(s, tries, queued.stage(), WAITS.formatted(queued.stage()), LOOK_AGAIN);
      case CompileState.Running(String stage, String trouble) ->
          running(s, tries, stage, trouble, trouble.isEmpty() ? LOOK_AGAIN : LOOK_AGAIN_AT_TROUBLE);
      case CompileState.Finished(CompileResult result) -> finished(s, tries, result);
    };
  }

  private static int tries(@Nullable ModelRevisionStatus status) {
    return status == null || status.tries() == null ? 0 : status.tries();
  }

  /** The next try, now or when its backoff is over. */
  private RevisionPlan next(RevisionSnapshot s, int tries) {
    var status = s.revision().getStatus();
    var wait = status == null || tries == 0 ? Duration.ZERO : left(status, tries, s.now());
    if (wait.isPositive())
      return new RevisionPlan(Objects.requireNonNull(status), Step.FORGET, wait);
    return start(s, tries + 1);
  }

  private Duration left(ModelRevisionStatus status, int tries, Instant now) {
    var failedAt =
        Conditions.find(status.conditions(), COMPILED).map(c -> c.getLastTransitionTime());
    if (failedAt.isEmpty()) return Duration.ZERO;
    return Duration.between(
        now,
        Objects.requireNonNullElse(Times.parse(failedAt.get()), now).plus(retries.backoff(tries)));
  }

  private static RevisionPlan start(RevisionSnapshot s, int tries) {
    return new RevisionPlan(compiling(s, tries, "queued", ""), Step.START, null);
  }

  private static RevisionPlan running(
      RevisionSnapshot s, int tries, String stage, String trouble, Duration lookAgain) {
    return new RevisionPlan(compiling(s, tries, stage, trouble), Step.NONE, lookAgain);
  }

  private static ModelRevisionStatus compiling(
      RevisionSnapshot s, int tries, String stage, String trouble) {
    var fact =
        new Fact(
            COMPILED,
            Standing.Unknown,
            CompileReason.Compiling.name(),
            trouble.isEmpty() ? "the compile is at stage " + stage : trouble);
    return status(s, Phase.Compiling, Conditions.bounded(stage, 64), tries, null, List.of(fact));
  }

  private RevisionPlan finished(RevisionSnapshot s, int tries, CompileResult result) {
    return switch (result) {
      case CompileResult.Compiled done ->
          new RevisionPlan(
              status(s, Phase.Ready, null, tries, done, List.of(compiled(done), evaluated(done))),
              Step.NONE,
              null);
      case CompileResult.Refused no when no.retryable() && retries.another(tries) ->
          again(s, tries, no);
      case CompileResult.Refused no -> new RevisionPlan(refused(s, tries, no), Step.NONE, null);
    };
  }

  private RevisionPlan again(RevisionSnapshot s, int tries, CompileResult.Refused no) {
    var wait = retries.backoff(tries);
    var message =
        "try %d of %d failed, the next follows after %d s: %s"
            .formatted(tries, retries.most(), wait.toSeconds(), no.message());
    var fact = Fact.of(COMPILED, false, no.reason(), message);
    return new RevisionPlan(
        status(s, Phase.Pending, null, tries, null, List.of(fact)), Step.FORGET, wait);
  }

  private ModelRevisionStatus refused(RevisionSnapshot s, int tries, CompileResult.Refused no) {
    var message =
        no.retryable() ? "gave up after " + tries + " tries: " + no.message() : no.message();
    return status(
        s,
        Phase.Failed,
        null,
        tries,
        null,
        List.of(Fact.of(COMPILED, false, no.reason(), message)));
  }

  private static Fact compiled(CompileResult.Compiled done) {
    var digest = done.artifact().digest();
    return done.cacheHit()
        ? Fact.of(
            COMPILED, true, CompileReason.CacheHit.name(), "the registry had it already: " + digest)
        : Fact.of(COMPILED, true, CompileReason.Compiled.name(), "pushed as " + digest);
  }

  private static Fact evaluated(CompileResult.Compiled done) {
    var a = done.accuracy();
    return a == null
        ? Fact.of(
            EVALUATED,
            false,
            "NotEvaluated",
            "no evaluation data was given; set evaluation.uri to have accuracy checked")
        : Fact.of(
            EVALUATED,
            true,
            "Evaluated",
            a.floating() == null
                ? "%s is %s for the 8-bit model; no float model was given, so maxDrop is not checked"
                    .formatted(a.metric(), a.quantized())
                : "%s is %s for the float model and %s for the 8-bit model"
                    .formatted(a.metric(), a.floating(), a.quantized()));
  }

  private static ModelRevisionStatus status(
      RevisionSnapshot s,
      Phase phase,
      @Nullable String stage,
      int tries,
      CompileResult.@Nullable Compiled done,
      List<Fact> facts) {
    var before = s.revision().getStatus();
    long generation = Objects.requireNonNullElse(s.revision().getMetadata().getGeneration(), 1L);
    return new ModelRevisionStatus(
        generation,
        phase,
        stage,
        tries,
        answered(before, phase, s.retry()),
        done == null ? null : done.artifact(),
        done == null ? null : done.artifactKey(),
        done == null ? null : done.inputs(),
        done == null ? null : done.variants(),
        done == null ? null : done.accuracy(),
        done == null ? null : done.toolchain(),
        null,
        Conditions.of(before == null ? null : before.conditions(), facts, generation, s.now()));
  }

  /** The retry that this run answers: taken when it starts, kept until it ended. */
  private static @Nullable String answered(
      @Nullable ModelRevisionStatus before, Phase now, @Nullable String retry) {
    boolean first = before == null || before.phase() == null || before.phase() == Phase.Failed;
    return first && now == Phase.Compiling ? retry : before == null ? null : before.retry();
  }
}
