package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.StageLines;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the logs of the containers that run models, for the stages that these name: one of them
 * is {@code quantise 2/6}, which no state of a container tells. A line that breaks is taken up
 * again; what a container may send, and how often it changes what is shown, is bounded.
 */
final class StageLogs implements AutoCloseable {
  /** Enough for the longest search with all that TensorFlow has to say. */
  static final long MOST_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(StageLogs.class);
  private static final int LONGEST_PAUSE_DOUBLINGS = 5;
  private static final int OVERLAP_SECONDS = 2;

  /** The stages of a usual compile are told at once, however short they are. */
  private static final int AT_ONCE = 16;

  private final Logs logs;
  private final Executor threads;
  private final InstantSource clock;
  private final Duration rest;
  private final Consumer<CompileId> changed;
  private final Map<CompileId, Followed> followed = new HashMap<>();
  private boolean closed;

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

  private static final class Followed {
    final Container container;
    @Nullable String stage;
    @Nullable AutoCloseable log;
    Instant heard;
    long bytes;
    int losses;
    boolean telling;
    Instant due;
    boolean over;

    Followed(Container container, Instant now) {
      this.container = container;
      this.heard = now;
      this.due = now;
    }

    /**
     * Until the next word, in milliseconds: each uses up a rest, and so many may be used in
     * advance.
     */
    long pause(Instant now, Duration rest) {
      due = (due.isAfter(now) ? due : now).plus(rest);
      var ahead = Duration.between(now, due).minus(rest.multipliedBy(AT_ONCE));
      return Math.clamp(ahead.toMillis(), 0, rest.toMillis());
    }
  }

  /**
   * @param rest between two words about one compile in the long run: each is a write of a status
   * @param changed hears that another stage is to be shown
   */
  StageLogs(
      Logs logs,
      Executor threads,
      InstantSource clock,
      Duration rest,
      Consumer<CompileId> changed) {
    this.logs = logs;
    this.threads = threads;
    this.clock = clock;
    this.rest = rest;
    this.changed = changed;
  }

  /** What to show while this container is at work. */
  synchronized String stage(CompileId id, String container) {
    var now = followed.get(id);
    return now == null || now.stage == null || !now.container.name().equals(container)
        ? container
        : now.stage;
  }

  /**
   * Follows this container from now on, and no other of the compile.
   *
   * @param running empty when none of interest runs; what was said last stays
   */
  void follow(CompileId id, Optional<Container> running) {
    Followed next;
    synchronized (this) {
      var now = followed.get(id);
      if (closed || (now != null && running.filter(now.container::equals).isPresent())) return;
      if (now != null) end(now);
      if (running.isEmpty()) return;
      next = new Followed(running.get(), clock.instant());
      followed.put(id, next);
    }
    threads.execute(() -> connect(id, next));
  }

  /** Nothing is to be shown of it any more. */
  synchronized void forget(CompileId id) {
    var now = followed.remove(id);
    if (now != null) end(now);
  }

  private static void end(Followed followed) {
    followed.over = true;
    if (followed.log == null) return;
    try {
      followed.log.close();
    } catch (Exception e) {
      LOG.debug("A log was closed and says {}", e.toString());
    }
    followed.log = null;
  }

  private void connect(CompileId id, Followed to) {
    Integer since;
    synchronized (this) {
      if (to.over) return;
      var silent = Duration.between(to.heard, clock.instant());
      since = to.bytes == 0 ? null : (int) silent.toSeconds() + OVERLAP_SECONDS;
    }
    AutoCloseable log;
    try {
      log = logs.follow(to.container, since, new Bounded(id, to), () -> lost(id, to));
    } catch (RuntimeException e) {
      LOG.debug("The log of {} cannot be had: {}", to.container, e.toString());
      lost(id, to);
      return;
    }
    synchronized (this) {
      to.log = log;
      if (to.over) end(to);
    }
  }

  /** Its container ended, which others tell, or the line broke. */
  private void lost(CompileId id, Followed from) {
    long pause;
    synchronized (this) {
      if (from.over) return;
      pause = rest.toMillis() << Math.min(LONGEST_PAUSE_DOUBLINGS, from.losses++);
    }
    later(pause, () -> connect(id, from));
  }

  /** A stage may be a short one: it is told at once, unless very many were told before. */
  private void said(CompileId id, Followed from, String stage) {
    long pause;
    synchronized (this) {
      if (from.over || stage.equals(from.stage)) return;
      from.stage = stage;
      if (from.telling) return;
      from.telling = true;
      pause = from.pause(clock.instant(), rest);
    }
    later(pause, () -> tell(id, from));
  }

  private void tell(CompileId id, Followed from) {
    synchronized (this) {
      from.telling = false;
    }
    changed.accept(id);
  }

  private void later(long pause, Runnable work) {
    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, threads).execute(work);
  }

  /** Reads one connection's lines, and ends the following of a container that never stops. */
  private final class Bounded extends OutputStream {
    private final Followed from;
    private final StageLines lines;

    Bounded(CompileId id, Followed from) {
      this.from = from;
      this.lines = new StageLines(stage -> said(id, from, stage));
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      synchronized (StageLogs.this) {
        if (from.over) return;
        from.heard = clock.instant();
        from.losses = 0;
        from.bytes += count;
        if (from.bytes > MOST_BYTES) {
          LOG.info("{} prints without end: its stages are not followed any more", from.container);
          end(from);
          return;
        }
      }
      lines.write(bytes, offset, count);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    followed.values().forEach(StageLogs::end);
    followed.clear();
  }
}
