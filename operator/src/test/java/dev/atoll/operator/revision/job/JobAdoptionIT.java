package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator finds that was restarted. */
class JobAdoptionIT {
  @RegisterExtension final JobCluster cluster = new JobCluster();

  @Test
  void restartedOperatorFindsItsJobAndMakesNoSecond() {
    var compile = cluster.compile("adopted", 1);
    cluster.run(compile);
    var uid = cluster.uid(compile);
    cluster.restart();
    assertThat(cluster.backend().state(compile.id())).isEqualTo(new Running("starting"));
    cluster.backend().start(compile);
    cluster.controller().fail(cluster.job(compile), "DeadlineExceeded");
    cluster.awaitFinished(compile);
    assertThat(cluster.jobs(compile))
        .singleElement()
        .satisfies(j -> assertThat(j.getMetadata().getUid()).isEqualTo(uid));
  }

  @Test
  void outcomeFromBeforeARestartIsTakenUntilItWasRecorded() {
    var compile = cluster.compile("told", 1);
    cluster.run(compile);
    var uid = cluster.uid(compile);
    cluster.controller().fail(cluster.job(compile), "DeadlineExceeded");
    cluster.restart();
    cluster.backend().start(compile);
    assertThat(cluster.backend().state(compile.id())).isInstanceOf(Finished.class);
    await().until(() -> cluster.told.contains("told"));
    assertThat(cluster.jobs(compile))
        .singleElement()
        .satisfies(j -> assertThat(j.getMetadata().getUid()).isEqualTo(uid));

    cluster.backend().forget(compile.id());
    cluster.awaitRecord(compile);
    assertThat(cluster.job(compile).getMetadata().getDeletionTimestamp()).isNull();
    cluster.restart();
    assertThat(cluster.backend().state(compile.id())).isEqualTo(new Unknown());
    cluster.backend().start(compile); // asked for once more
    cluster.awaitDeletion(compile);
    cluster.controller().release();
    await()
        .until(() ->
            cluster.jobs(compile).stream().anyMatch(j -> !j.getMetadata().getUid().equals(uid)));
  }
}
