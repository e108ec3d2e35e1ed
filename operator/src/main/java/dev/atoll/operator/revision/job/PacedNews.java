package dev.atoll.operator.revision.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Tells that something changed, but not without end: at once while little was told before, in the
 * long run once in a rest. Changes that come meanwhile are one.
 */
final class PacedNews {
  /** The stages of a usual compile are told at once, however short they are. */
  private static final int AT_ONCE = 16;

  private final Executor threads;
  private final InstantSource clock;
  private final Duration rest;
  private final Runnable listener;
  private boolean telling;
  private Instant due;

  PacedNews(Executor threads, InstantSource clock, Duration rest, Runnable listener) {
    this.threads = threads;
    this.clock = clock;
    this.rest = rest;
    this.listener = listener;
    this.due = clock.instant();
  }

  /** Has it told, in another thread. */
  void changed() {
    long pause;
    synchronized (this) {
      if (telling) return;
      telling = true;
      pause = pause(clock.instant());
    }
    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, threads).execute(this::tell);
  }

  /**
   * Until the next word, in milliseconds: each uses up a rest, and so many may be used in advance.
   */
  long pause(Instant now) {
    due = (due.isAfter(now) ? due : now).plus(rest);
    var ahead = Duration.between(now, due).minus(rest.multipliedBy(AT_ONCE));
    return Math.clamp(ahead.toMillis(), 0, rest.toMillis());
  }

  private void tell() {
    synchronized (this) {
      telling = false;
    }
    listener.run();
  }
}
