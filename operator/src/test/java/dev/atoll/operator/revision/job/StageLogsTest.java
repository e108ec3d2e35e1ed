package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageLogsTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final CompileId ID = Jobs.ID;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final FakeLogs pods = new FakeLogs();
  private final List<CompileId> told = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final StageLogs logs = new StageLogs(pods, threads, () -> T, PAUSE, told::add);

  private static Optional<ContainerLog.Container> container(String name) {
    return Optional.of(new ContainerLog.Container("vision", "digits-x", "uid", name));
  }

  @AfterEach
  void stop() {
    logs.close();
    threads.close();
  }

  @Test
  void stageIsWhatTheLogOfThatContainerNamedLast() {
    assertThat(logs.stage(ID, "convert")).isEqualTo("convert");
    logs.follow(ID, container("convert"));
    pods.line(0).say("stage: convert\nnoise\nstage: quantise 2/6\n");
    assertThat(logs.stage(ID, "convert")).isEqualTo("quantise 2/6");
    assertThat(logs.stage(ID, "publish")).isEqualTo("publish");
    await().until(() -> told.contains(ID));
  }

  @Test
  void sameContainerIsFollowedOnceAndTheNextOneInstead() {
    logs.follow(ID, container("convert"));
    logs.follow(ID, container("convert"));
    pods.line(0).say("stage: evaluate\n");
    logs.follow(ID, Optional.empty());
    assertThat(pods.line(0).closed()).isTrue();
    assertThat(logs.stage(ID, "convert")).isEqualTo("evaluate");
    logs.follow(ID, container("edgetpu"));
    assertThat(pods.line(1).container().name()).isEqualTo("edgetpu");
    pods.line(0).say("stage: late\n");
    assertThat(logs.stage(ID, "edgetpu")).isEqualTo("edgetpu");
    assertThat(pods.lines).hasSize(2);
  }

  @Test
  void forgottenItIsNotTakenUpAgain() {
    logs.follow(ID, container("convert"));
    pods.line(0).say("stage: quantise\n");
    logs.forget(ID);
    assertThat(pods.line(0).closed()).isTrue();
    assertThat(logs.stage(ID, "convert")).isEqualTo("convert");
    FakeLogs.afterPause(PAUSE, threads);
    assertThat(pods.lines).hasSize(1);
  }

  @Test
  void shortStagesAreEachTold() {
    logs.follow(ID, container("convert"));
    for (int i = 1; i <= 16; i++) {
      pods.line(0).say("stage: quantise %d/16\n".formatted(i));
      int words = i;
      await().until(() -> told.size() == words);
    }
  }

  @Test
  void wordsWithoutEndAreFewChangesOfTheStatus() {
    logs.follow(ID, container("convert"));
    var line = pods.line(0);
    for (int i = 0; i < 10_000; i++) line.say("stage: quantise %d/999\n".formatted(i % 999));
    await().until(() -> !told.isEmpty());
    // one at once, then at most one for each rest
    assertThat(told.size()).isLessThan(1_000);
    assertThat(logs.stage(ID, "convert")).isEqualTo("quantise %d/999".formatted(9_999 % 999));
  }
}
