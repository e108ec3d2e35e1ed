package dev.atoll.device.agent.supervisor;

import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the runner, starts it again when it ends, and loads into it what was loaded before. */
public final class RunnerSupervisor implements Runner, AutoCloseable {
  private final RunnerCommand command;
  private final Sockets sockets;
  private final RunnerLimits limits;
  private final Consumer<String> log;
  private final Consumer<String> onCrash;
  private final ScheduledThreadPoolExecutor timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What must be loaded, oldest first; guarded by lock. */
  private final Map<String, Path> models = new LinkedHashMap<>();

  private @Nullable RunnerProcess current;
  private @Nullable RunnerProcess starting;
  private boolean closed;
  private volatile String runtime = "";
  private final Thread keeper;

  /**
   * Begins to start a runner.
   *
   * @param onCrash told, with a sentence, whenever the runner has ended without being asked to
   */
  public RunnerSupervisor(
      RunnerCommand command,
      Sockets sockets,
      RunnerLimits limits,
      Consumer<String> log,
      Consumer<String> onCrash) {
    this.command = command;
    this.sockets = sockets;
    this.limits = limits;
    this.log = log;
    this.onCrash = onCrash;
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());
    timer.setRemoveOnCancelPolicy(true);
    this.keeper = Thread.ofPlatform().daemon().name("runner-keeper").start(this::keep);
    timer.scheduleWithFixedDelay(
        this::heartbeat,
        limits.heartbeat().toMillis(),
        limits.heartbeat().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void keep() {
    int crashes = 0;
    try {
      while (!isClosed()) {
        long begun = System.nanoTime();
        String ended = runOnce();
        if (isClosed()) {
          return;
        }
        boolean healthy = System.nanoTime() - begun > limits.healthyAfter().toNanos();
        crashes = healthy ? 1 : crashes + 1;
        log.accept(ended + "; it is started again");
        onCrash.accept(ended);
        Thread.sleep(limits.restartDelay(crashes));
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Runs one process to its end and says why it ended. */
  private String runOnce() throws InterruptedException {
    RunnerProcess process;
    try {
      Path socket = sockets.next();
      process = RunnerProcess.start(command.words(socket), socket, timer, log);
    } catch (IOException e) {
      return "the runner cannot be started: " + e.getMessage();
    }
    try {
      publishAfterReload(process);
    } catch (RunnerGoneException e) {
      process.kill("loading its models failed");
    }
    process.awaitEnd();
    locked(() -> {
      current = null;
      starting = null;
    });
    return process.why();
  }

  private void publishAfterReload(RunnerProcess process)
      throws RunnerGoneException, InterruptedException {
    locked(() -> starting = process);
    if (isClosed()) {
      process.kill("the agent ends");
    }
    if (process.exchange(new Request.Ping(), limits.ping()) instanceof Reply.Pong pong) {
      runtime = pong.runtime();
    }
    // Models may be added meanwhile: go round until none is missing, then publish under the lock.
    List<String> done = new ArrayList<>();
    while (true) {
      Map.Entry<String, Path> missing;
      lock.lock();
      try {
        missing =
            models.entrySet().stream()
                .filter(m -> !done.contains(m.getKey()))
                .findFirst()
                .orElse(null);
        if (missing == null) {
          current = process;
          changed.signalAll();
          log.accept("runner " + process.pid() + " is up with " + done.size() + " models");
          return;
        }
      } finally {
        lock.unlock();
      }
      reload(process, missing.getKey(), missing.getValue());
      done.add(missing.getKey());
    }
  }

  private void reload(RunnerProcess process, String modelId, Path file) throws RunnerGoneException {
    Reply reply =
        process.exchange(
            new Request.Load(modelId, file.toString(), limits.threads()), limits.load());
    if (reply instanceof Reply.Refused refused) {
      log.accept("model " + modelId + " cannot be loaded again: " + refused.message());
    }
    if (!lockedGet(() -> models.containsKey(modelId))) {
      // Unloaded while it was being loaded.
      process.exchange(new Request.Unload(modelId), limits.ping());
    }
  }

  @Override
  public Reply.Loaded load(String modelId, Path file)
      throws RefusedException, RunnerGoneException, InterruptedException {
    RunnerProcess process = await(System.nanoTime() + limits.patience().toNanos());
    Reply reply =
        process.exchange(
            new Request.Load(modelId, file.toString(), limits.threads()), limits.load());
    return switch (reply) {
      case Reply.Loaded loaded -> remember(process, modelId, file, loaded);
      case Reply.Refused refused -> throw new RefusedException(refused);
      default -> throw strange(process, reply);
    };
  }

  /** A model counts as loaded only while the runner that loaded it is the current one. */
  private Reply.Loaded remember(
      RunnerProcess process, String modelId, Path file, Reply.Loaded loaded)
      throws RunnerGoneException {
    boolean same =
        lockedGet(() -> {
          if (current != process) {
            return false;
          }
          models.put(modelId, file);
          return true;
        });
    if (!same) {
      throw new RunnerGoneException(process.why());
    }
    return loaded;
  }

  @Override
  public void unload(String modelId) throws InterruptedException {
    RunnerProcess process =
        lockedGet(() -> {
          models.remove(modelId);
          return current != null ? current : starting;
        });
    if (process == null) {
      return;
    }
    try {
      process.exchange(new Request.Unload(modelId), limits.infer());
    } catch (RunnerGoneException e) {
      log.accept("unloading " + modelId + ": " + e.getMessage());
    }
  }

  @Override
  public Reply.Inferred infer(String modelId, List<ByteBuffer> inputs, Duration patience)
      throws RefusedException, RunnerGoneException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    RunnerProcess process = await(end);
    try {
      return infer(process, modelId, inputs);
    } catch (RunnerGoneException e) {
      if (System.nanoTime() - end >= 0) {
        throw e;
      }
      // Once only: the request itself may be what ends the runner, with every model in it.
      return infer(awaitOther(process, end), modelId, inputs);
    }
  }

  @Override
  public Reply.Inferred inferOnce(String modelId, List<ByteBuffer> inputs)
      throws RefusedException, RunnerGoneException, InterruptedException {
    return infer(await(System.nanoTime() + limits.patience().toNanos()), modelId, inputs);
  }

  private Reply.Inferred infer(RunnerProcess process, String modelId, List<ByteBuffer> inputs)
      throws RefusedException, RunnerGoneException {
    Reply reply = process.exchange(new Request.Infer(modelId, inputs), limits.infer());
    return switch (reply) {
      case Reply.Inferred inferred -> inferred;
      case Reply.Refused refused -> throw new RefusedException(refused);
      default -> throw strange(process, reply);
    };
  }

  /** Version of TensorFlow Lite, empty before the first runner is up. */
  public String runtime() {
    return runtime;
  }

  /** Process id of the runner, -1 when none is up. */
  public long pid() {
    RunnerProcess p = lockedGet(() -> current);
    return p == null ? -1 : p.pid();
  }

  private void heartbeat() {
    RunnerProcess process = lockedGet(() -> current);
    if (process == null) {
      return;
    }
    // Not on this thread: it must stay free to end a runner that does not answer.
    Thread.ofVirtual()
        .name("heartbeat")
        .start(() -> {
          try {
            process.exchange(new Request.Ping(), limits.ping());
          } catch (RunnerGoneException e) {
            log.accept("heartbeat: " + e.getMessage());
          }
        });
  }

  private RunnerProcess await(long end) throws RunnerGoneException, InterruptedException {
    return awaitOther(null, end);
  }

  /** Waits for a runner that is up and not this one. */
  private RunnerProcess awaitOther(@Nullable RunnerProcess gone, long end)
      throws RunnerGoneException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (current == null || current == gone || !current.alive()) {
        long left = end - System.nanoTime();
        if (closed || left <= 0) {
          throw new RunnerGoneException("the runner is not up");
        }
        changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  private static RunnerGoneException strange(RunnerProcess process, Reply reply) {
    process.kill("it answers with " + reply.getClass().getSimpleName());
    return new RunnerGoneException(process.why());
  }

  private boolean isClosed() {
    return lockedGet(() -> closed);
  }

  private void locked(Runnable change) {
    lockedGet(() -> {
      change.run();
      changed.signalAll();
      return true;
    });
  }

  private <T extends @Nullable Object> T lockedGet(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    locked(() -> closed = true);
    RunnerProcess process = lockedGet(() -> current != null ? current : starting);
    if (process != null) {
      process.kill("the agent ends");
    }
    keeper.interrupt();
    timer.shutdownNow();
    sockets.close();
  }
}
