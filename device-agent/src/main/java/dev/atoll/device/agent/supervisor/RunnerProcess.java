package dev.atoll.device.agent.supervisor;

import dev.atoll.device.wire.FrameChannel;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.Request;
import dev.atoll.device.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of the runner process, with the connections to it. */
final class RunnerProcess {
  private static final Duration START = Duration.ofSeconds(30);

  private final Process process;
  private final Path socket;
  private final HangWatch watch;
  private final Consumer<String> log;
  private final Deque<FrameChannel<SocketChannel>> idle = new ConcurrentLinkedDeque<>();
  private volatile @Nullable String killed;

  private RunnerProcess(
      Process process, Path socket, ScheduledExecutorService timer, Consumer<String> log) {
    this.process = process;
    this.socket = socket;
    this.watch = new HangWatch(timer, this::kill);
    this.log = log;
  }

  /** Starts a process and waits until it listens. */
  static RunnerProcess start(
      List<String> command, Path socket, ScheduledExecutorService timer, Consumer<String> log)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    // Options for another JVM would undo the small footprint.
    builder
        .environment()
        .keySet()
        .removeIf(k -> k.endsWith("JAVA_OPTIONS") || k.startsWith("ATOLL_"));
    RunnerProcess runner = new RunnerProcess(builder.start(), socket, timer, log);
    Thread.ofVirtual().name("runner-stderr").start(runner::copyErrors);
    try {
      runner.awaitReady();
      return runner;
    } catch (IOException | InterruptedException e) {
      runner.kill("it did not start");
      throw e;
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    CompletableFuture<@Nullable String> line = new CompletableFuture<>();
    Thread.ofVirtual().name("runner-stdout").start(() -> copyOutput(line));
    try {
      String said = line.get(START.toMillis(), TimeUnit.MILLISECONDS);
      if (said == null || !said.startsWith("ready ")) {
        throw new IOException("the runner ended before it was ready");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the runner did not become ready: " + e, e);
    }
  }

  private void copyOutput(CompletableFuture<@Nullable String> first) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String l = out.readLine(); l != null; l = out.readLine()) {
        if (!first.complete(l)) {
          log.accept("runner: " + l);
        }
      }
      first.complete(null);
    } catch (IOException e) {
      first.completeExceptionally(e);
    }
  }

  private void copyErrors() {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      for (String l = err.readLine(); l != null; l = err.readLine()) {
        log.accept("runner: " + l);
      }
    } catch (IOException e) {
      log.accept("runner: stderr broke: " + e);
    }
  }

  /**
   * One request and its reply. A reply that does not come in time ends the process: a hanging
   * interpreter cannot be told to stop.
   */
  Reply exchange(Request request, Duration limit) throws RunnerGoneException {
    FrameChannel<SocketChannel> connection = null;
    try (HangWatch.Watch w = watch(request, limit)) {
      connection = borrow();
      Wire.send(connection, request);
      Reply reply = Wire.await(connection);
      idle.push(connection);
      return reply;
    } catch (ClosedByInterruptException e) {
      // Our caller gave up: the runner is not to blame.
      close(connection);
      throw new RunnerGoneException("the request was given up", e);
    } catch (IOException e) {
      close(connection);
      kill("its connection broke: " + e.getMessage());
      throw new RunnerGoneException(why(), e);
    }
  }

  private HangWatch.Watch watch(Request request, Duration limit) throws RunnerGoneException {
    String model =
        switch (request) {
          case Request.Infer i -> i.modelId();
          case Request.Unload u -> u.modelId();
          case Request.Load l -> null;
          case Request.Ping p -> null;
        };
    try {
      return watch.watch(model, limit);
    } catch (RejectedExecutionException e) {
      throw new RunnerGoneException("the agent ends", e);
    }
  }

  private FrameChannel<SocketChannel> borrow() throws IOException {
    FrameChannel<SocketChannel> connection = idle.poll();
    return connection != null
        ? connection
        : new FrameChannel<>(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Ends the process now; the first reason stays. */
  void kill(String reason) {
    if (process.isAlive() && killed == null) {
      killed = reason;
    }
    process.destroyForcibly();
  }

  /** Waits for the end of the process, then forgets its connections. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
    for (var c = idle.poll(); c != null; c = idle.poll()) {
      close(c);
    }
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      log.accept("the socket " + socket + " stays behind: " + e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Why it ended, for people. */
  String why() {
    String reason = killed;
    if (reason != null) {
      return "the runner was ended: " + reason;
    }
    return process.isAlive()
        ? "the runner does not answer"
        : "the runner ended by itself with code " + process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  private void close(@Nullable FrameChannel<SocketChannel> connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      log.accept("closing a connection to the runner: " + e);
    }
  }
}
