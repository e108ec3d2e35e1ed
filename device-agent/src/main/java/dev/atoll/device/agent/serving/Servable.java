package dev.atoll.device.agent.serving;

import dev.atoll.device.agent.supervisor.RefusedException;
import dev.atoll.device.agent.supervisor.Runner;
import dev.atoll.device.agent.supervisor.RunnerGoneException;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A loaded revision of a model. Safe for many threads. */
public final class Servable {
  /** One computes while the next one's bytes are on their way. */
  private static final int AT_ONCE = 2;

  /** Longer than any request may wait and compute: whoever is still there does not come back. */
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final Runner runner;
  private final String modelId;
  private final Reply.Loaded loaded;
  private final LatencyRecorder latency = new LatencyRecorder();
  private final Semaphore turn = new Semaphore(AT_ONCE, true);
  private final Semaphore queue;
  private final Duration drain;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile String revision;
  private int users;
  private boolean retired;

  /**
   * A model that the runner has loaded.
   *
   * @param maxQueue how many requests may wait
   */
  public Servable(
      Runner runner, String modelId, String revision, Reply.Loaded loaded, int maxQueue) {
    this(runner, modelId, revision, loaded, maxQueue, DRAIN);
  }

  /** The same; it is unloaded that long after it was replaced, whoever still uses it. */
  Servable(
      Runner runner,
      String modelId,
      String revision,
      Reply.Loaded loaded,
      int maxQueue,
      Duration drain) {
    this.drain = drain;
    this.runner = runner;
    this.modelId = modelId;
    this.revision = revision;
    this.loaded = loaded;
    this.queue = new Semaphore(AT_ONCE + maxQueue);
  }

  /** Name of the ModelRevision that computes. */
  public String revision() {
    return revision;
  }

  /** The same content has another name from now on. */
  public void rename(String to) {
    revision = to;
  }

  public List<TensorSpec> inputs() {
    return loaded.inputs();
  }

  public List<TensorSpec> outputs() {
    return loaded.outputs();
  }

  /** Which kernels compute, for people. */
  public String kernels() {
    return loaded.kernels();
  }

  /** Times of the requests that were served. */
  public LatencyRecorder latency() {
    return latency;
  }

  /**
   * Computes, when it is this request's turn.
   *
   * @param patience how long to wait in all
   * @throws BusyException when the queue is full, or the turn does not come in time
   */
  public Reply.Inferred infer(List<ByteBuffer> inputs, Duration patience)
      throws BusyException, RefusedException, RunnerGoneException, InterruptedException {
    if (!queue.tryAcquire()) {
      throw new BusyException("too many requests wait for this model");
    }
    try {
      long begun = System.nanoTime();
      if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new BusyException("this request's turn did not come within " + patience);
      }
      try {
        Duration left = patience.minusNanos(System.nanoTime() - begun);
        Reply.Inferred reply = runner.infer(modelId, inputs, left);
        latency.add(reply.nanos());
        return reply;
      } finally {
        turn.release();
      }
    } finally {
      queue.release();
    }
  }

  /**
   * Begins a use; false when the revision is on its way out. Each true needs one {@link #leave}.
   */
  synchronized boolean enter() {
    if (!retired) {
      users++;
    }
    return !retired;
  }

  /** Ends a use. */
  synchronized void leave() {
    users--;
    if (retired && users == 0) {
      drained.complete(null);
    }
  }

  /**
   * Takes no new uses; unloads the model when the last one has ended, or when that takes too long.
   */
  public void retire() {
    synchronized (this) {
      if (retired) {
        return;
      }
      retired = true;
      if (users == 0) {
        drained.complete(null);
      }
    }
    Thread.ofVirtual().name("unload " + modelId).start(this::unload);
  }

  private void unload() {
    try {
      drained.completeOnTimeout(null, drain.toMillis(), TimeUnit.MILLISECONDS).join();
      runner.unload(modelId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
