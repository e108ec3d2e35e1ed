package dev.atoll.operator.revision.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.operator.revision.CompileId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageLogsTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final CompileId ID = Jobs.ID;

  private final AtomicReference<Instant> now = new AtomicReference<>(T);
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final List<CompileId> told = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int refusals;
  private final StageLogs logs =
      new StageLogs(this::open, threads, now::get, Duration.ofMillis(20), told::add);

  /** A connection, which the test ends. */
  private static final class Line implements AutoCloseable {
    final StageLogs.Container container;
    final @Nullable Integer since;
    final OutputStream to;
    final Runnable ended;
    volatile boolean closed;

    Line(StageLogs.Container container, @Nullable Integer since, OutputStream to, Runnable ended) {
      this.container = container;
      this.since = since;
      this.to = to;
      this.ended = ended;
    }

    void say(String text) {
      try {
        to.write(text.getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      closed = true;
      ended.run();
    }
  }

  private synchronized AutoCloseable open(
      StageLogs.Container container, @Nullable Integer since, OutputStream to, Runnable ended) {
    if (refusals-- > 0) throw new IllegalStateException("container is waiting to start");
    var line = new Line(container, since, to, ended);
    lines.add(line);
    return line;
  }

  private static Optional<StageLogs.Container> container(String name) {
    return Optional.of(new StageLogs.Container("vision", "digits-x", "uid", name));
  }

  private Line line(int index) {
    await().until(() -> lines.size() > index);
    return lines.get(index);
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
    line(0).say("stage: convert\nnoise\nstage: quantise 2/6\n");
    assertThat(logs.stage(ID, "convert")).isEqualTo("quantise 2/6");
    assertThat(logs.stage(ID, "publish")).isEqualTo("publish");
    await().until(() -> told.contains(ID));
  }

  @Test
  void sameContainerIsFollowedOnceAndTheNextOneInstead() {
    logs.follow(ID, container("convert"));
    logs.follow(ID, container("convert"));
    line(0).say("stage: evaluate\n");
    logs.follow(ID, Optional.empty());
    assertThat(line(0).closed).isTrue();
    assertThat(logs.stage(ID, "convert")).isEqualTo("evaluate");
    logs.follow(ID, container("edgetpu"));
    assertThat(line(1).container.name()).isEqualTo("edgetpu");
    line(0).say("stage: late\n");
    assertThat(logs.stage(ID, "edgetpu")).isEqualTo("edgetpu");
    assertThat(lines).hasSize(2);
  }

  @Test
  void brokenLineIsTakenUpAgainWhereItBroke() {
    logs.follow(ID, container("convert"));
    line(0).say("stage: quantise\n");
    now.set(T.plusSeconds(100));
    line(0).ended.run();
    assertThat(line(1).since).isBetween(100, 105);
    line(1).say("stage: quantise 3/6\n");
    assertThat(logs.stage(ID, "convert")).isEqualTo("quantise 3/6");
  }

  @Test
  void containerThatHasNotQuiteBegunIsAskedAgain() {
    refusals = 2;
    logs.follow(ID, container("convert"));
    assertThat(line(0).since).isNull();
  }

  @Test
  void forgottenItIsNotTakenUpAgain() {
    logs.follow(ID, container("convert"));
    line(0).say("stage: quantise\n");
    logs.forget(ID);
    assertThat(line(0).closed).isTrue();
    assertThat(logs.stage(ID, "convert")).isEqualTo("convert");
    threads.close();
    assertThat(lines).hasSize(1);
  }

  @Test
  void shortStagesAreEachTold() {
    logs.follow(ID, container("convert"));
    for (int i = 1; i <= 16; i++) {
      line(0).say("stage: quantise %d/16\n".formatted(i));
      int words = i;
      await().until(() -> told.size() == words);
    }
  }

  @Test
  void wordsWithoutEndAreFewChangesOfTheStatus() {
    logs.follow(ID, container("convert"));
    var line = line(0);
    for (int i = 0; i < 10_000; i++) line.say("stage: quantise %d/999\n".formatted(i % 999));
    await().until(() -> !told.isEmpty());
    // one at once, then at most one for each rest
    assertThat(told.size()).isLessThan(1_000);
    assertThat(logs.stage(ID, "convert")).isEqualTo("quantise %d/999".formatted(9_999 % 999));
  }

  @Test
  void containerThatPrintsWithoutEndIsLeftAlone() {
    logs.follow(ID, container("convert"));
    var line = line(0);
    var chunk = "x".repeat(1 << 20);
    for (int i = 0; i < 66; i++) line.say(chunk);
    assertThat(line.closed).isTrue();
    line.say("\nstage: evaluate\n");
    assertThat(logs.stage(ID, "convert")).isEqualTo("convert");
    threads.close();
    assertThat(lines).hasSize(1);
  }
}
