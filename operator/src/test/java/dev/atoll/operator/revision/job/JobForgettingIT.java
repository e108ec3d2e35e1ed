package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a Job that nobody waits for any more. */
class JobForgettingIT {
  @RegisterExtension final JobCluster cluster = new JobCluster();

  @Test
  void forgottenWhileItRunsItsJobIsDeleted() {
    var compile = cluster.compile("forgotten", 1);
    cluster.run(compile);
    await().until(() -> cluster.backend().state(compile.id()) instanceof Running);
    cluster.backend().forget(compile.id());
    cluster.awaitDeletion(compile);
  }

  @Test
  void logsOfAStageThatRefusedStayAlthoughTheRestStillRuns() {
    var compile = cluster.compile("early", 1);
    cluster.run(compile);
    cluster
        .controller()
        .pod(
            cluster.job(compile),
            "fetch",
            "{\"failure\":{\"reason\":\"SourceNotFound\",\"message\":\"m\",\"retryable\":false}}");
    cluster.awaitFinished(compile);
    // what ended counts as none that runs
    cluster.run(cluster.compile("afterwards", 2), cluster.compile("besides", 3));
    cluster.backend().forget(compile.id());
    cluster.awaitRecord(compile);
    assertThat(cluster.job(compile).getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void forgottenAndAskedForAgainItIsMadeAnewAndTheOldOneTellsNothing() {
    var compile = cluster.compile("anew", 1);
    cluster.run(compile);
    cluster.controller().fail(cluster.job(compile), "DeadlineExceeded");
    cluster.awaitFinished(compile);
    var old = cluster.uid(compile);
    cluster.backend().forget(compile.id());
    assertThat(cluster.backend().state(compile.id())).isEqualTo(new Unknown());
    cluster.backend().start(compile.withoutLookup());
    assertThat(cluster.backend().state(compile.id())).isNotInstanceOf(Finished.class);
    cluster.awaitDeletion(compile);
    cluster.controller().release();
    await()
        .until(() ->
            cluster.jobs(compile).stream().anyMatch(j -> !j.getMetadata().getUid().equals(old)));
    assertThat(
            cluster
                .job(compile)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("atoll.dev/request"))
        .contains("\"lookup\":false");
  }

  /** A deletion that is late, or done again, is for the Job that it was meant for. */
  @Test
  void newerJobOfTheSameNameIsNotTheOneToDelete() {
    var compile = cluster.compile("newer", 1);
    cluster.run(compile);
    var old = cluster.job(compile);
    var writer = new JobWriter(cluster.operator(), Jobs.settings());
    writer.delete(old);
    cluster.awaitDeletion(compile);
    cluster.controller().release();
    await().until(() -> cluster.jobs(compile).isEmpty());
    writer.delete(old);
    await().until(() -> cluster.backend().state(compile.id()) instanceof Unknown); // it saw it go
    cluster.backend().start(compile);
    cluster.awaitJobs(compile);
    writer.delete(old);
    assertThat(cluster.job(compile).getMetadata().getDeletionTimestamp()).isNull();
  }
}
