package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.process.ChildProcess;
import dev.atoll.compiler.process.ChildProcess.End;
import dev.atoll.tflite.compilerlog.CompilerOutput;
import dev.atoll.tflite.compilerlog.OperatorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One run of {@code edgetpu_compiler}, in a folder of its own, with an environment that holds
 * nothing.
 *
 * @param compiler the program
 * @param folder holds {@code model.tflite}; the output goes below it
 * @param minRuntimeVersion {@code -m}; empty for the compiler's own
 */
record CompilerCall(Path compiler, Path folder, OptionalInt minRuntimeVersion) {
  static final String MODEL = "model.tflite";
  private static final String COMPILED = "model_edgetpu.tflite";
  private static final String LOG = "model_edgetpu.log";
  private static final int MAX_OUTPUT = 1024 * 1024;
  private static final int MAX_LOG = 1024 * 1024;

  /** The compiler ends by itself this long before it is killed, and says so. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * What came of it.
   *
   * @param text of both streams
   * @param file whatever lies where the compiled model should
   * @param log the table of operators, when the compiler left one
   * @param killed it did not end in time by itself
   */
  record Run(
      CompilerOutput output,
      String text,
      Optional<Path> file,
      Optional<OperatorLog> log,
      boolean killed) {}

  /** Compiles as it is. */
  Run plain(Duration within, int number) throws IOException, InterruptedException {
    return run(within, number, List.of());
  }

  /** Lets the compiler cut the graph {@code step} operators earlier, again and again. */
  Run searching(Duration within, int number, int step) throws IOException, InterruptedException {
    return run(within, number, List.of("-d", "-k", Integer.toString(step)));
  }

  private Run run(Duration within, int number, List<String> further)
      throws IOException, InterruptedException {
    String out = "try-" + number;
    Files.createDirectories(folder.resolve(out));
    Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(compiler.toString());
    // Relative paths: the log repeats them, and equal inputs are to give equal logs.
    command.addAll(List.of("-s", "-o", out, "-t", Long.toString(Math.max(1, within.toSeconds()))));
    minRuntimeVersion.ifPresent(m -> command.addAll(List.of("-m", Integer.toString(m))));
    command.addAll(further);
    command.add(MODEL);
    BoundedText text = new BoundedText(MAX_OUTPUT);
    End end =
        ChildProcess.runMerged(
            new ChildProcess.Launch(command, folder, environment(), within.plus(GRACE)), text);
    boolean killed = end instanceof End.TimedOut;
    int code = end instanceof End.Exited(int exit) ? exit : 128 + 9;
    return new Run(
        CompilerOutput.parse(text.text(), code),
        text.text(),
        regular(folder.resolve(out).resolve(COMPILED)),
        log(folder.resolve(out).resolve(LOG)),
        killed);
  }

  private Map<String, String> environment() {
    String temporary = folder.resolve("tmp").toString();
    return Map.of(
        "PATH", "/usr/bin:/bin", "HOME", temporary, "TMPDIR", temporary, "LANG", "C.UTF-8");
  }

  private static Optional<Path> regular(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(file)
        : Optional.empty();
  }

  private static Optional<OperatorLog> log(Path file) throws IOException {
    Optional<Path> there = regular(file);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    BoundedText text = new BoundedText(MAX_LOG);
    try (var in = Files.newInputStream(there.get())) {
      text.read(in);
    }
    return Optional.of(OperatorLog.parse(text.text()));
  }
}
