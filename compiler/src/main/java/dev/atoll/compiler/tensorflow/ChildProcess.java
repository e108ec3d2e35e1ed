package dev.atoll.compiler.tensorflow;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child process that never outlives its deadline, nor this process, nor leaves children. */
final class ChildProcess {
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private ChildProcess() {}

  /** How it ended. */
  sealed interface End {
    /** With this exit code. */
    record Exited(int code) implements End {}

    /** The deadline passed and it was killed. */
    record TimedOut() implements End {}
  }

  /**
   * Runs to the end.
   *
   * @param environment all that the child gets, nothing is inherited
   * @param lines takes each line of its standard output
   */
  static End run(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Duration deadline,
      Consumer<String> lines)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread onExit = new Thread(() -> kill(process), "kill-child");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      process.getOutputStream().close();
      Thread reader = Thread.ofVirtual().start(() -> read(process, lines));
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return new End.TimedOut();
      }
      reader.join(AFTER_KILL);
      return new End.Exited(process.exitValue());
    } finally {
      kill(process);
      forget(onExit);
    }
  }

  private static void read(Process process, Consumer<String> lines) {
    try (BufferedReader out = process.inputReader()) {
      out.lines().forEach(lines);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The pipe of a killed child breaks; its end is reported by the exit code.
      System.getLogger(ChildProcess.class.getName())
          .log(System.Logger.Level.DEBUG, "output of the child ended", e);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook does its work.
      System.getLogger(ChildProcess.class.getName())
          .log(System.Logger.Level.DEBUG, "shutting down", e);
    }
  }
}
