package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobEndsTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Job job = JobManifest.of(Jobs.job(null), Jobs.settings());
  private final List<Job> done = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final JobEnds ends = new JobEnds(this::work, this::work, threads, Duration.ofMillis(5));

  private void work(Job given) {
    if (failures.getAndDecrement() > 0) throw new IllegalStateException("the API server is away");
    done.add(given);
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void aDeletionThatFailsIsTriedUntilItWorks() {
    failures.set(3);
    ends.delete(Jobs.ID, () -> Optional.of(job));
    await().until(() -> done.size() == 1);
  }

  @Test
  void aJobThatCannotBeLookedUpIsLookedUpUntilItCan() {
    var asked = new AtomicInteger();
    ends.delete(
        Jobs.ID,
        () -> {
          if (asked.getAndIncrement() < 2) throw new IllegalStateException("a broken pod");
          return Optional.of(job);
        });
    await().until(() -> done.size() == 1);
  }

  @Test
  void nothingIsDeletedThatWentMeanwhileOrIsGoing() {
    var asked = new AtomicInteger();
    failures.set(1);
    ends.delete(Jobs.ID, () -> asked.getAndIncrement() == 0 ? Optional.of(job) : Optional.empty());
    await().until(() -> asked.get() == 2);
    job.getMetadata().setDeletionTimestamp("2026-11-22T12:00:00Z");
    ends.delete(Jobs.ID, () -> Optional.of(job));
    threads.close();
    assertThat(done).isEmpty();
  }

  @Test
  void anOutcomeIsNotedOnceAndAgainWhenThatFailed() {
    job.getMetadata().setUid("one");
    failures.set(1);
    ends.record(job);
    await().until(() -> failures.get() == 0);
    await()
        .until(() -> {
          if (done.isEmpty()) ends.record(job);
          return !done.isEmpty();
        });
    job.getMetadata().getAnnotations().put(JobName.RECORDED, "true");
    ends.record(job);
    threads.close();
    // the last repetition may have begun before the first one ended
    assertThat(done).hasSizeBetween(1, 2);
  }
}
