package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final AtomicReference<Instant> now = new AtomicReference<>(T);
  private final FakeLogs logs = new FakeLogs();
  private final List<String> stages = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ContainerLog log =
      new ContainerLog(
          new ContainerLog.Container("vision", "digits-x", "uid", "convert"),
          logs,
          threads,
          now::get,
          PAUSE,
          stages::add);

  @AfterEach
  void stop() {
    log.close();
    threads.close();
  }

  @Test
  void brokenLineIsTakenUpAgainWhereItBroke() {
    log.open();
    logs.line(0).say("stage: quantise\n");
    now.set(T.plusSeconds(100));
    logs.line(0).ended().run();
    assertThat(logs.line(1).since()).isBetween(100, 105);
    logs.line(1).say("stage: quantise 3/6\n");
    assertThat(stages).containsExactly("quantise", "quantise 3/6");
  }

  @Test
  void containerThatHasNotQuiteBegunIsAskedAgain() {
    logs.refusals.set(2);
    log.open();
    assertThat(logs.line(0).since()).isNull();
  }

  @Test
  void containerThatPrintsWithoutEndIsLeftAlone() {
    log.open();
    var line = logs.line(0);
    var chunk = "x".repeat(1 << 20);
    for (int i = 0; i < 66; i++) line.say(chunk);
    assertThat(line.closed()).isTrue();
    line.say("\nstage: evaluate\n");
    assertThat(stages).isEmpty();
    FakeLogs.afterPause(PAUSE, threads);
    assertThat(logs.lines).hasSize(1);
  }
}
