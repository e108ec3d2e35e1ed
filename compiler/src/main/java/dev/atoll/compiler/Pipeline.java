package dev.atoll.compiler;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Runs one stage after the other, in one process or in several: a stage whose job has ended does
 * nothing, and every end, also that of a fault, becomes a state.
 */
final class Pipeline {
  private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());

  private final StageSource stages;

  /** Makes a stage; its settings may be wrong. */
  @FunctionalInterface
  interface StageSource {
    Stage of(StageName name);
  }

  Pipeline(StageSource stages) {
    this.stages = stages;
  }

  /**
   * Runs this stage, unless the job ended before it.
   *
   * @throws IOException when not even a refusal could be written
   */
  void run(StageName name, JobFolder job) throws IOException {
    Outcome<JobFolder> outcome = guarded(() -> unlessEnded(name, job));
    if (outcome instanceof Outcome.Refused<JobFolder>(Refusal refusal)) {
      job.refuse(name, refusal);
    }
  }

  private Outcome<JobFolder> unlessEnded(StageName name, JobFolder job)
      throws OciException, IOException, InterruptedException {
    if (job.endBefore(name).isPresent()) {
      return Outcome.done(job);
    }
    job.empty(name);
    return stages.of(name).run(job).then(state -> Outcome.done(job));
  }

  /** How the job ended with this stage or before, if it did; a refusal when that is unreadable. */
  static Optional<Outcome<CompileResult>> endAfter(StageName name, JobFolder job) {
    return switch (guarded(() -> Outcome.done(job.endAfter(name)))) {
      case Outcome.Done<Optional<Outcome<CompileResult>>>(var end) -> end;
      case Outcome.Refused<Optional<Outcome<CompileResult>>>(Refusal refusal) ->
          Optional.of(Outcome.refused(refusal));
    };
  }

  @FunctionalInterface
  private interface Work<T> {
    Outcome<T> run() throws OciException, IOException, InterruptedException;
  }

  private static <T> Outcome<T> guarded(Work<T> work) {
    try {
      return work.run();
    } catch (OciException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "invalid request or settings", e);
      return internal("the compile job was started wrongly: " + e.getMessage(), false);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the local disk failed", e);
      return internal("the compiler's work folder fails: " + e.getMessage(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return internal("the compile was interrupted", true);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a fault of the compiler", e);
      return internal("a fault of the compiler (" + e + "): see the log of the compile job", true);
    }
  }

  private static <T> Outcome<T> internal(String message, boolean retryable) {
    return Outcome.refused(new Refusal(Reason.InternalError, message, retryable));
  }
}
