package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.process.ChildProcess;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Python package as a child process with a request file and a result file. A model is
 * code: the process gets an empty environment, without anybody's credentials.
 */
final class PythonStage {
  private static final Set<Reason> ITS_REASONS =
      Set.of(
          Reason.UnsupportedSource,
          Reason.CalibrationInvalid,
          Reason.EvaluationInvalid,
          Reason.NotQuantized);

  /** What is told of a stage's course; whatever a model prints in its place is not passed on. */
  private static final Pattern PROGRESS =
      Pattern.compile("stage: ([a-z]{1,20}(?: \\d{1,4}/\\d{1,4})?)");

  /** Far above any result; the process runs somebody's model, which may write what it likes. */
  private static final long MAX_RESULT = 64L << 20;

  private static final int SIGNAL = 128;

  private final @Nullable Path python;
  private final Duration deadline;
  private final Consumer<String> progress;

  PythonStage(@Nullable Path python, Duration deadline, Consumer<String> progress) {
    this.python = python;
    this.deadline = deadline;
    this.progress = progress;
  }

  /** A result file: one of the two parts is set. */
  interface Result<T> {
    @Nullable T ok();

    StageResult.@Nullable Failure failure();
  }

  /**
   * Runs in {@code work}, which must be empty or missing.
   *
   * @param words what stands before the names of the two files
   * @return what it made
   */
  <T, R extends Result<T>> T run(List<String> words, Object request, Class<R> type, Path work)
      throws RefusedException, IOException, InterruptedException {
    if (python == null) {
      throw broken("ATOLL_PYTHON is not set: it names the Python that has TensorFlow", false);
    }
    Path temporary = Files.createDirectories(work.resolve("tmp"));
    Path requestFile = work.resolve("request.json");
    Path result = work.resolve("result.json");
    Files.write(requestFile, Json.write(request));
    Path sources = PythonSources.unpack(work.resolve("python"));
    List<String> command = new ArrayList<>(List.of(python.toString(), "-m", PythonSources.PACKAGE));
    command.addAll(words);
    command.addAll(List.of(requestFile.toString(), result.toString()));
    ChildProcess.End end =
        ChildProcess.run(
            new ChildProcess.Launch(command, work, environment(sources, temporary), deadline),
            this::line);
    return switch (end) {
      case ChildProcess.End.TimedOut() ->
          throw broken(
              "the TensorFlow stage took longer than " + deadline + " and was ended", true);
      case ChildProcess.End.Exited(int code) when code != 0 -> throw broken(crash(code), true);
      case ChildProcess.End.Exited(int _) -> read(result, type);
    };
  }

  private static <T, R extends Result<T>> T read(Path result, Class<R> type)
      throws RefusedException, IOException {
    R read;
    try {
      read = Json.read(Files.readAllBytes(left(result, MAX_RESULT)), type, "the stage's result");
    } catch (OciException e) {
      throw unusable(e);
    }
    StageResult.Failure failure = read.failure();
    if (failure != null) {
      throw new RefusedException(Refusal.last(reason(failure), failure.message()));
    }
    T ok = read.ok();
    if (ok == null) {
      throw broken("the TensorFlow stage left an empty result", true);
    }
    return ok;
  }

  private static Map<String, String> environment(Path sources, Path temporary) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", temporary.toString());
    environment.put("TMPDIR", temporary.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("PYTHONPATH", sources.toString());
    environment.put("PYTHONNOUSERSITE", "1");
    environment.put("PYTHONHASHSEED", "0");
    return environment;
  }

  private void line(String line) {
    Matcher told = PROGRESS.matcher(line);
    if (told.matches()) {
      progress.accept(told.group(1));
    }
  }

  private static Reason reason(StageResult.Failure failure) throws RefusedException {
    for (Reason reason : ITS_REASONS) {
      if (reason.name().equals(failure.reason())) {
        return reason;
      }
    }
    throw broken("the TensorFlow stage gave an unknown reason", true);
  }

  private static String crash(int code) {
    String how =
        code > SIGNAL
            ? "was killed by signal %d; signal 9 often means that memory ran out"
                .formatted(code - SIGNAL)
            : "ended with exit code " + code;
    return "the TensorFlow stage " + how + ": see the log of the compile job";
  }

  static RefusedException unusable(Exception cause) {
    return unusable(String.valueOf(cause.getMessage()));
  }

  private static RefusedException unusable(String why) {
    return broken("the TensorFlow stage left no usable result: " + why, true);
  }

  /**
   * A file that the process left: no link, no pipe, which would hold up whoever opens it, and not
   * larger than this many bytes.
   */
  static Path left(Path file, long most) throws RefusedException, IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable(file.getFileName() + " is no file");
    }
    if (Files.size(file) > most) {
      throw unusable("%s has more than %d bytes".formatted(file.getFileName(), most));
    }
    return file;
  }

  private static RefusedException broken(String message, boolean retryable) {
    return new RefusedException(new Refusal(Reason.InternalError, message, retryable));
  }
}
