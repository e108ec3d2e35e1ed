package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.StageLines;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log of one container for the stages that it names. A line that breaks is taken up
 * again; what a container may send is bounded.
 */
final class ContainerLog implements AutoCloseable {
  /** Enough for the longest search with all that TensorFlow has to say. */
  static final long MOST_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLog.class);
  private static final int LONGEST_PAUSE_DOUBLINGS = 5;
  private static final int OVERLAP_SECONDS = 2;

  private final Container container;
  private final Logs logs;
  private final Executor threads;
  private final InstantSource clock;
  private final Duration pause;
  private final Consumer<String> stages;
  private @Nullable AutoCloseable line;
  private Instant heard;
  private long bytes;
  private int losses;
  private boolean over;

  /** A container of one pod. */
  record Container(String namespace, String pod, String podUid, String name) {}

  /** Where logs come from. */
  @FunctionalInterface
  interface Logs {
    /**
     * Begins to hand on a container's log, and goes on until it ends or is closed.
     *
     * @param since how many of the last seconds; null for all
     * @param ended told once, however it ended
     */
    AutoCloseable follow(
        Container container, @Nullable Integer since, OutputStream to, Runnable ended);
  }

  /**
   * @param pause before a line that broke is taken up again, doubled each time that it breaks
   *     without a word
   * @param stages hears of each that is named
   */
  ContainerLog(
      Container container,
      Logs logs,
      Executor threads,
      InstantSource clock,
      Duration pause,
      Consumer<String> stages) {
    this.container = container;
    this.logs = logs;
    this.threads = threads;
    this.clock = clock;
    this.pause = pause;
    this.stages = stages;
    this.heard = clock.instant();
  }

  Container container() {
    return container;
  }

  /** Begins in another thread. */
  void open() {
    threads.execute(this::connect);
  }

  private void connect() {
    Integer since;
    synchronized (this) {
      if (over) return;
      var silent = Duration.between(heard, clock.instant());
      since = bytes == 0 ? null : (int) silent.toSeconds() + OVERLAP_SECONDS;
    }
    AutoCloseable opened;
    try {
      opened = logs.follow(container, since, new Line(), this::lost);
    } catch (RuntimeException e) {
      LOG.debug("The log of {} cannot be had: {}", container, e.toString());
      lost();
      return;
    }
    synchronized (this) {
      line = opened;
      if (over) close();
    }
  }

  /** The container ended, which others tell, or the line broke. */
  private void lost() {
    long millis;
    synchronized (this) {
      if (over) return;
      millis = pause.toMillis() << Math.min(LONGEST_PAUSE_DOUBLINGS, losses++);
    }
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads)
        .execute(this::connect);
  }

  /** Whether what came counts. */
  private synchronized boolean heard(int count) {
    if (over) return false;
    heard = clock.instant();
    losses = 0;
    bytes += count;
    if (bytes <= MOST_BYTES) return true;
    LOG.info("{} prints without end: its stages are not followed any more", container);
    close();
    return false;
  }

  @Override
  public synchronized void close() {
    over = true;
    if (line == null) return;
    try {
      line.close();
    } catch (Exception e) {
      LOG.debug("A log was closed and says {}", e.toString());
    }
    line = null;
  }

  /** Of one connection. */
  private final class Line extends OutputStream {
    private final StageLines lines = new StageLines(stages);

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      if (heard(count)) lines.write(bytes, offset, count);
    }
  }
}
