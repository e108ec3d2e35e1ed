package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which Job a run gets. */
class JobMakingIT {
  @RegisterExtension final JobCluster cluster = new JobCluster();

  @Test
  void jobIsOwnedByItsRevisionAndFencedBeforeItRuns() {
    var compile = cluster.compile("owned", 1);
    cluster.run(compile);
    assertThat(cluster.job(compile).getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(o -> assertThat(o.getUid()).isEqualTo(compile.id().uid()));
    assertThat(
            cluster
                .administrator()
                .network()
                .networkPolicies()
                .inNamespace(JobCluster.NAMESPACE)
                .withName("atoll-compile")
                .get())
        .isNotNull();
    assertThat(cluster.backend().state(compile.id())).isEqualTo(new Running("starting"));
  }

  @Test
  void nextAttemptIsAnotherJobAndTheLogsOfTheFirstStay() {
    var compile = cluster.compile("again", 1);
    cluster.run(compile);
    cluster.controller().fail(cluster.job(compile), "DeadlineExceeded");
    cluster.awaitFinished(compile);
    cluster.backend().forget(compile.id());
    var id = compile.id();
    var next = as(compile, new CompileId(id.namespace(), id.revision(), id.uid(), "2"));
    assertThat(cluster.backend().state(next.id())).isEqualTo(new Unknown());
    cluster.backend().start(next);
    await().until(() -> cluster.jobs(compile).size() == 2);
    assertThat(cluster.backend().state(next.id())).isEqualTo(new Running("starting"));
  }

  @Test
  void jobThatTheApiServerRefusesIsAFailureThatSaysWhy() {
    var compile = cluster.compile("refused", 1);
    var elsewhere =
        as(compile, new CompileId("no-such-namespace", "refused", compile.id().uid(), "1"));
    cluster.backend().start(elsewhere);
    cluster.awaitFinished(elsewhere);
    assertThat(cluster.backend().state(elsewhere.id()).toString())
        .contains("CompileNotStarted")
        .contains("no-such-namespace");
  }

  private static CompileJob as(CompileJob compile, CompileId id) {
    return new CompileJob(id, compile.spec(), compile.repository(), false, compile.asked());
  }
}
