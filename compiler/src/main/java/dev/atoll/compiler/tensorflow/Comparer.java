package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs two .tflite files on the same inputs with the real interpreter, in a Python process that
 * loads nothing else of TensorFlow and so starts within half a second.
 */
public final class Comparer {
  private static final int SAMPLES = 16;
  private static final int SEED = 1;

  private final PythonStage python;

  /**
   * Not started yet.
   *
   * @param python null when it is not configured, which is said at the first run
   */
  public Comparer(@Nullable Path python, Duration deadline) {
    this.python = new PythonStage(python, deadline, _ -> {});
  }

  /** {@code ok} or a refusal, as the process writes them. */
  record Result(@Nullable Comparison ok, StageResult.@Nullable Failure failure)
      implements PythonStage.Result<Comparison> {}

  /**
   * Compares on seeded inputs over the whole range of each tensor; UnsupportedSource for a file
   * that the interpreter does not run.
   *
   * @param input whose evaluation data, if any, the second file is measured on
   * @param work must be empty or missing
   */
  public Outcome<Comparison> compare(Path first, Path second, StageInput input, Path work)
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> request = new HashMap<>(input.evaluationOnly());
    request.put("first", first.toString());
    request.put("second", second.toString());
    request.put("samples", SAMPLES);
    request.put("seed", SEED);
    return Outcome.of(() -> python.run(List.of("compare"), request, Result.class, work));
  }
}
