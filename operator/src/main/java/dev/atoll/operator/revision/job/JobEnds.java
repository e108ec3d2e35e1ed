package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileId;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to Jobs that nobody waits for; what fails is done again, for nobody would ask. */
final class JobEnds {
  private static final Logger LOG = LoggerFactory.getLogger(JobEnds.class);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Consumer<Job> deletion;
  private final Consumer<Job> note;
  private final Executor threads;
  private final Duration first;
  private final Set<CompileId> deleting = ConcurrentHashMap.newKeySet();
  private final Set<String> recording = ConcurrentHashMap.newKeySet();

  /**
   * @param deletion of a Job and its pod
   * @param note that the outcome of a Job is known
   * @param first pause after a failure, doubled after each further one
   */
  JobEnds(Consumer<Job> deletion, Consumer<Job> note, Executor threads, Duration first) {
    this.deletion = deletion;
    this.note = note;
    this.threads = threads;
    this.first = first;
  }

  /**
   * Deletes a Job, with growing pauses until it worked.
   *
   * @param job what is still to be deleted; empty when there is nothing any more
   */
  void delete(CompileId id, Supplier<Optional<Job>> job) {
    if (deleting.add(id)) threads.execute(() -> delete(id, job, first));
  }

  private void delete(CompileId id, Supplier<Optional<Job>> job, Duration pause) {
    try {
      job.get().filter(j -> j.getMetadata().getDeletionTimestamp() == null).ifPresent(deletion);
      deleting.remove(id);
    } catch (RuntimeException e) {
      LOG.warn(
          "The Job of {} is not wanted any more and could not be deleted; tried again after {} s: {}",
          id.revision(),
          pause.toMillis() / 1e3,
          e.getMessage());
      var next = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
      CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, threads)
          .execute(() -> delete(id, job, next));
    }
  }

  /** Notes on a Job that its outcome is known; when that fails, the next time that it is asked. */
  void record(Job job) {
    var uid = job.getMetadata().getUid();
    if (JobName.recorded(job) || !recording.add(uid)) return;
    threads.execute(() -> {
      try {
        note.accept(job);
      } catch (RuntimeException e) {
        LOG.warn(
            "That the outcome of Job {} is known could not be noted on it: {}",
            job.getMetadata().getName(),
            e.getMessage());
      } finally {
        recording.remove(uid);
      }
    });
  }
}
