package dev.atoll.operator.revision.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Logs in which the test speaks. */
final class FakeLogs implements ContainerLog.Logs {
  final List<Line> lines = new CopyOnWriteArrayList<>();

  /** How many of the next connections fail. */
  final AtomicInteger refusals = new AtomicInteger();

  /** A connection, which the test ends. */
  record Line(
      ContainerLog.Container container,
      @Nullable Integer since,
      OutputStream to,
      Runnable ended,
      AtomicInteger closings)
      implements AutoCloseable {

    void say(String text) {
      try {
        to.write(text.getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean closed() {
      return closings.get() > 0;
    }

    @Override
    public void close() {
      closings.incrementAndGet();
      ended.run();
    }
  }

  @Override
  public AutoCloseable follow(
      ContainerLog.Container container, @Nullable Integer since, OutputStream to, Runnable ended) {
    if (refusals.getAndDecrement() > 0)
      throw new IllegalStateException("container is waiting to start");
    var line = new Line(container, since, to, ended, new AtomicInteger());
    lines.add(line);
    return line;
  }

  /** Returns when all that was to happen after this pause has happened. */
  static void afterPause(Duration pause, ExecutorService threads) {
    // timers go off in their order, and what they began ends before the threads do
    var later =
        CompletableFuture.delayedExecutor(2 * pause.toMillis(), TimeUnit.MILLISECONDS, threads);
    CompletableFuture.runAsync(() -> {}, later).join();
    threads.close();
  }

  /** Returns when it is there. */
  Line line(int index) {
    await().until(() -> lines.size() > index);
    return lines.get(index);
  }
}
