package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Converts and quantises, unless that is done, and evaluates in a Python process. A model is code:
 * the process gets an empty environment, without anybody's credentials.
 */
public final class TensorFlowStage {
  private static final Set<Reason> ITS_REASONS =
      Set.of(
          Reason.UnsupportedSource,
          Reason.CalibrationInvalid,
          Reason.EvaluationInvalid,
          Reason.NotQuantized);
  private static final String PROGRESS = "stage: ";
  private static final int SIGNAL = 128;

  private final @Nullable Path python;
  private final Duration deadline;
  private final Consumer<String> progress;

  /**
   * Not started yet.
   *
   * @param python null when it is not configured, which is said at the first run
   * @param progress takes convert, quantise and evaluate as each begins
   */
  public TensorFlowStage(@Nullable Path python, Duration deadline, Consumer<String> progress) {
    this.python = python;
    this.deadline = deadline;
    this.progress = progress;
  }

  /** Runs in {@code work}, which must be empty or missing. */
  public Outcome<Converted> run(StageInput input, Path work)
      throws IOException, InterruptedException {
    return Outcome.of(() -> converted(input, work));
  }

  private Converted converted(StageInput input, Path work)
      throws RefusedException, IOException, InterruptedException {
    if (python == null) {
      throw broken("ATOLL_PYTHON is not set: it names the Python that has TensorFlow", false);
    }
    Path temporary = Files.createDirectories(work.resolve("tmp"));
    Path output = work.resolve("output");
    Path request = work.resolve("request.json");
    Path result = work.resolve("result.json");
    Files.write(request, Json.write(input.toJson(output)));
    Path sources = PythonSources.unpack(work.resolve("python"));
    ChildProcess.End end =
        ChildProcess.run(
            List.of(
                python.toString(),
                "-m",
                PythonSources.PACKAGE,
                request.toString(),
                result.toString()),
            work,
            environment(sources, temporary),
            deadline,
            this::line);
    return switch (end) {
      case ChildProcess.End.TimedOut() ->
          throw broken(
              "the TensorFlow stage took longer than " + deadline + " and was ended", true);
      case ChildProcess.End.Exited(int code) when code != 0 -> throw broken(crash(code), true);
      case ChildProcess.End.Exited(int _) -> outcome(input, result, output);
    };
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
    if (line.startsWith(PROGRESS)) {
      progress.accept(line.substring(PROGRESS.length()));
    }
  }

  private static Converted outcome(StageInput input, Path result, Path output)
      throws RefusedException, IOException {
    StageResult read;
    Golden golden;
    try {
      read = Json.read(Files.readAllBytes(result), StageResult.class, "the stage's result");
      if (read.failure() != null) {
        throw new RefusedException(Refusal.last(reason(read.failure()), read.failure().message()));
      }
      golden = Golden.parse(Files.readAllBytes(output.resolve("golden.json")));
    } catch (OciException | java.nio.file.NoSuchFileException e) {
      throw broken("the TensorFlow stage left no usable result: " + e.getMessage(), true);
    }
    StageResult.Ok ok = read.ok();
    if (ok == null) {
      throw broken("the TensorFlow stage left an empty result", true);
    }
    return switch (input.request().source().model()) {
      case CompileRequest.SavedModel _ ->
          new Converted(
              output.resolve("float.tflite"),
              output.resolve("model.tflite"),
              golden,
              ok.tensorflow(),
              ok.evaluation());
      case CompileRequest.Tflite _ ->
          new Converted(null, input.model(), golden, ok.tensorflow(), ok.evaluation());
    };
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

  private static RefusedException broken(String message, boolean retryable) {
    return new RefusedException(new Refusal(Reason.InternalError, message, retryable));
  }
}
