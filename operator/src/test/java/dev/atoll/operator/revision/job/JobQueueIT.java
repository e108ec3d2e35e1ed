package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who waits, and which Jobs of the cluster take a place. */
class JobQueueIT {
  @RegisterExtension final JobCluster cluster = new JobCluster();

  @Test
  void thirdWaitsAndStartsWhenOneOfTheFirstEnds() {
    var first = cluster.compile("first", 1);
    var second = cluster.compile("second", 2);
    var third = cluster.compile("third", 3);
    var fourth = cluster.compile("fourth", 4);
    var backend = cluster.backend();
    for (var job : List.of(first, second, third, fourth)) backend.start(job);
    cluster.awaitJobs(first, second);
    assertThat(backend.state(third.id())).isEqualTo(new Queued(1));
    assertThat(backend.state(fourth.id())).isEqualTo(new Queued(2));
    cluster.told.clear();
    cluster.controller().fail(cluster.job(first), "DeadlineExceeded");
    cluster.awaitJobs(third);
    assertThat(backend.state(first.id()))
        .isInstanceOfSatisfying(
            Finished.class, f -> assertThat(f.toString()).contains("CompileTimeout"));
    assertThat(backend.state(fourth.id())).isEqualTo(new Queued(1));
    await().until(() -> cluster.told.contains("fourth"));
    assertThat(cluster.jobs(fourth)).isEmpty();
  }

  @Test
  void runThatNoRevisionIsAtCountsAsNone() {
    for (int i = 0; i < 2; i++) cluster.run(cluster.compile("stale-" + i, i));
    cluster.restart();
    cluster.run(cluster.compile("fresh", 3));
  }

  @Test
  void runsFromBeforeARestartCount() {
    for (int i = 0; i < 2; i++) {
      var job = cluster.compile("before-" + i, i);
      cluster.run(job);
      cluster.current.add(job.id());
    }
    cluster.restart();
    var third = cluster.compile("after", 3);
    cluster.backend().start(third);
    assertThat(cluster.backend().state(third.id())).isEqualTo(new Queued(1));
    assertThat(cluster.jobs(third)).isEmpty();
  }

  /** The caches of this operator are not open: as when a Job came and went unwatched. */
  @Test
  void jobThatNobodySawIsGivenUpAndTheNextStarts() {
    cluster.restartWithoutCaches(Duration.ofMillis(300));
    var first = cluster.compile("unseen-1", 1);
    var second = cluster.compile("unseen-2", 2);
    var third = cluster.compile("unseen-3", 3);
    cluster.run(first, second);
    cluster.run(third);
    await().until(() -> cluster.told.contains("unseen-1"));
    await().until(() -> cluster.backend().state(first.id()).equals(new Unknown()));
    await().until(() -> cluster.backend().state(third.id()).equals(new Unknown()));
  }

  @Test
  void jobThatIsNotSeenYetIsStarting() {
    cluster.restartWithoutCaches(Duration.ofMinutes(1));
    var compile = cluster.compile("unseen", 1);
    cluster.run(compile);
    assertThat(cluster.backend().state(compile.id())).isEqualTo(new Running("starting"));
  }

  @Test
  void jobsOfOthersFillNoQueueAndTellNothing() {
    var victim = cluster.compile("victim", 1);
    cluster.run(victim);
    var real = cluster.job(victim);
    cluster.backend().forget(victim.id());
    cluster.awaitDeletion(victim);
    cluster.controller().release();
    await().until(() -> cluster.jobs(victim).isEmpty());
    for (int i = 0; i < 3; i++) forge(real, "forged-" + i);
    cluster.restart();

    cluster.run(cluster.compile("wanted", 2));

    forge(real, real.getMetadata().getName());
    cluster.backend().start(victim);
    cluster.awaitFinished(victim);
    assertThat(cluster.backend().state(victim.id()).toString())
        .contains("CompileNotStarted")
        .contains(real.getMetadata().getName())
        .contains("delete it");
  }

  /** The labels and annotations of a compile, without its owner. */
  private void forge(Job real, String name) {
    var template = real.getSpec().getTemplate();
    template
        .getMetadata()
        .getLabels()
        .keySet()
        .removeIf(k -> k.contains("uid") || k.contains("job"));
    cluster
        .operator()
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(JobCluster.NAMESPACE)
                .withLabels(real.getMetadata().getLabels())
                .withAnnotations(real.getMetadata().getAnnotations())
                .endMetadata()
                .withNewSpec()
                .withTemplate(template)
                .endSpec()
                .build())
        .create();
  }
}
