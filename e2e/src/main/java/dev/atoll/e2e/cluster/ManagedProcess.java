package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One process of the cluster: in a process group of its own, with a log and a pid file. */
public final class ManagedProcess {
  /** How long a process may take to end by itself after SIGTERM. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration KILLED = Duration.ofSeconds(5);
  private static final int TAIL_BYTES = 4096;
  private static final int TAIL_LINES = 15;

  private final ProcessRecord record;
  private final Path log;
  private final Path pidFile;
  private final long logStart;

  private ManagedProcess(ProcessRecord record, Path log, Path pidFile, long logStart) {
    this.record = record;
    this.log = log;
    this.pidFile = pidFile;
    this.logStart = logStart;
  }

  static ManagedProcess start(Launch launch, RunDirectory directory) {
    var log = directory.log(launch.name());
    // A terminal's ctrl-C goes to a whole process group: in its own, a child ends in our order,
    // not all at once.
    var builder = new ProcessBuilder("setsid");
    builder.command().addAll(launch.command());
    builder.environment().putAll(launch.environment());
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      var logStart = Files.exists(log) ? Files.size(log) : 0;
      var process = builder.start();
      var record = ProcessRecord.of(launch.name(), process.pid());
      var pidFile = directory.pidFile(launch.name());
      directory.write("run/" + pidFile.getFileName(), record.content());
      return new ManagedProcess(record, log, pidFile, logStart);
    } catch (IOException e) {
      throw new ClusterException(
          Reason.ProcessExited, "cannot start " + launch.name() + ": " + e.getMessage(), e);
    }
  }

  public String name() {
    return record.name();
  }

  public long pid() {
    return record.pid();
  }

  public Path log() {
    return log;
  }

  public boolean alive() {
    return record.alive();
  }

  /** SIGTERM, and SIGKILL when it takes too long. Does nothing when the process has ended. */
  public void stop() {
    end(record, GRACE);
    forget();
  }

  /** SIGKILL at once, as a power cut would. */
  public void kill() {
    end(record, Duration.ZERO);
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw RunDirectory.unusable(pidFile, e);
    }
  }

  static void end(ProcessRecord record, Duration grace) {
    if (grace.isPositive()) {
      record.handle().ifPresent(ProcessHandle::destroy);
    }
    if (Polling.until(grace, () -> !record.alive())) {
      return;
    }
    record.handle().ifPresent(ProcessHandle::destroyForcibly);
    if (!Polling.until(KILLED, () -> !record.alive())) {
      throw new ClusterException(
          Reason.NotStopped,
          "%s (pid %d) is still there after SIGKILL".formatted(record.name(), record.pid()));
    }
  }

  /** What this process wrote last, for people: at most 15 lines. */
  public String logTail() {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var bytes = new byte[(int) Math.min(TAIL_BYTES, Math.max(0, file.length() - logStart))];
      file.seek(file.length() - bytes.length);
      file.readFully(bytes);
      var lines = new String(bytes, StandardCharsets.UTF_8).strip().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
