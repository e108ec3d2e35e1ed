package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stages of compiles that only the logs of the containers tell which run models: one of them is
 * {@code quantise 2/6}, which no state of a container tells.
 */
final class StageLogs implements AutoCloseable {
  private final ContainerLog.Logs logs;
  private final Executor threads;
  private final InstantSource clock;
  private final Duration rest;
  private final Consumer<CompileId> changed;
  private final Map<CompileId, Followed> followed = new HashMap<>();
  private boolean closed;

  private final class Followed {
    final ContainerLog log;
    private final PacedNews news;
    @Nullable String stage;

    Followed(CompileId id, ContainerLog.Container container) {
      log = new ContainerLog(container, logs, threads, clock, rest, this::said);
      news = new PacedNews(threads, clock, rest, () -> changed.accept(id));
    }

    private void said(String named) {
      synchronized (StageLogs.this) {
        if (named.equals(stage)) return;
        stage = named;
      }
      news.changed();
    }
  }

  /**
   * @param rest between two words about one compile in the long run: each is a write of a status
   * @param changed hears that another stage is to be shown
   */
  StageLogs(
      ContainerLog.Logs logs,
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
    return now == null || now.stage == null || !now.log.container().name().equals(container)
        ? container
        : now.stage;
  }

  /**
   * Follows this container from now on, and no other of the compile.
   *
   * @param running empty when none of interest runs; what was said last stays
   */
  synchronized void follow(CompileId id, Optional<ContainerLog.Container> running) {
    var now = followed.get(id);
    if (closed || (now != null && running.filter(now.log.container()::equals).isPresent())) return;
    if (now != null) now.log.close();
    if (running.isEmpty()) return;
    var next = new Followed(id, running.get());
    followed.put(id, next);
    next.log.open();
  }

  /** Nothing is to be shown of it any more. */
  synchronized void forget(CompileId id) {
    var now = followed.remove(id);
    if (now != null) now.log.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    followed.values().forEach(f -> f.log.close());
    followed.clear();
  }
}
