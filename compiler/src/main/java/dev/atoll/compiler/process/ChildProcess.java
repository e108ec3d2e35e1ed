package dev.atoll.compiler.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child process that never outlives its deadline, nor this process, nor leaves children. */
public final class ChildProcess {
  private static final System.Logger LOG = System.getLogger(ChildProcess.class.getName());
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  /** Makes the child the leader of a process group, which can be ended as one. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private ChildProcess() {}

  /** How it ended. */
  public sealed interface End {
    /** With this exit code. */
    record Exited(int code) implements End {}

    /** The deadline passed and it was killed. */
    record TimedOut() implements End {}
  }

  /**
   * What is run.
   *
   * @param environment all that the child gets, nothing is inherited
   */
  public record Launch(
      List<String> command, Path directory, Map<String, String> environment, Duration deadline) {}

  /** Takes what the child writes; must read to the end, or the child waits for ever. */
  @FunctionalInterface
  public interface Output {
    /** Reads to the end. */
    void read(InputStream out) throws IOException;
  }

  /**
   * Runs to the end; standard error goes where this process writes its own.
   *
   * @param lines of standard output; those that are longer than any message are left out
   */
  public static End run(Launch launch, Consumer<String> lines)
      throws IOException, InterruptedException {
    return run(launch, ProcessBuilder.Redirect.INHERIT, out -> new ShortLines(lines).read(out));
  }

  /** Runs to the end; both streams go to {@code output}. */
  public static End runMerged(Launch launch, Output output)
      throws IOException, InterruptedException {
    return run(launch, ProcessBuilder.Redirect.PIPE, output);
  }

  private static End run(Launch launch, ProcessBuilder.Redirect errors, Output output)
      throws IOException, InterruptedException {
    boolean group = Files.isExecutable(SETSID);
    List<String> command = new ArrayList<>();
    if (group) {
      command.add(SETSID.toString());
    }
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectError(errors)
            .redirectErrorStream(errors == ProcessBuilder.Redirect.PIPE);
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    Process process = builder.start();
    Thread onExit = new Thread(() -> kill(process, group), "kill-child");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      process.getOutputStream().close();
      Thread reader = Thread.ofVirtual().start(() -> read(process, output));
      boolean ended = process.waitFor(launch.deadline().toMillis(), TimeUnit.MILLISECONDS);
      // Children that are left would hold the pipe open.
      kill(process, group);
      reader.join(AFTER_KILL);
      return ended ? new End.Exited(process.exitValue()) : new End.TimedOut();
    } finally {
      if (process.isAlive()) {
        kill(process, group);
      }
      forget(onExit);
    }
  }

  private static void read(Process process, Output output) {
    try (InputStream out = process.getInputStream()) {
      output.read(out);
    } catch (IOException | UncheckedIOException e) {
      // The pipe of a killed child breaks; its end is reported by the exit code.
      LOG.log(Level.DEBUG, "output of the child ended", e);
    }
  }

  /**
   * The descendants that can be seen, then the group: a child whose parent died is no descendant.
   */
  private static void kill(Process process, boolean group) {
    List<ProcessHandle> below = process.descendants().toList();
    // Not Process.destroyForcibly: that would close its output, with what was not read yet.
    process.toHandle().destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    if (group) {
      killGroup(process.pid());
    }
  }

  /** Java has no call for it; the shell's own kill needs no further program. */
  private static void killGroup(long leader) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -9 -" + leader)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(AFTER_KILL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the process group " + leader + " may live on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook does its work.
      LOG.log(Level.DEBUG, "shutting down", e);
    }
  }
}
