package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Converts and quantises, unless that is done, and evaluates in a Python process. */
public final class TensorFlowStage {
  private final PythonStage python;

  /**
   * Not started yet.
   *
   * @param python null when it is not configured, which is said at the first run
   * @param progress takes convert, quantise and evaluate as each begins
   */
  public TensorFlowStage(@Nullable Path python, Duration deadline, Consumer<String> progress) {
    this.python = new PythonStage(python, deadline, progress);
  }

  /** Runs in {@code work}, which must be empty or missing. */
  public Outcome<Converted> run(StageInput input, Path work)
      throws IOException, InterruptedException {
    return Outcome.of(() -> converted(input, work));
  }

  private Converted converted(StageInput input, Path work)
      throws RefusedException, IOException, InterruptedException {
    Path output = work.resolve("output");
    StageResult.Ok ok = python.run(List.of(), input.toJson(output), StageResult.class, work);
    Golden golden = golden(output);
    return switch (input.request().source().model()) {
      case CompileRequest.SavedModel _, CompileRequest.Keras _, CompileRequest.FrozenGraph _ ->
          new Converted(
              PythonStage.left(output.resolve("float.tflite"), Long.MAX_VALUE),
              PythonStage.left(output.resolve("model.tflite"), Long.MAX_VALUE),
              golden,
              ok.tensorflow(),
              ok.evaluation(),
              ok.search());
      case CompileRequest.Tflite _, CompileRequest.AutoMl _ ->
          new Converted(null, input.model(), golden, ok.tensorflow(), ok.evaluation(), null);
    };
  }

  private static Golden golden(Path output) throws RefusedException, IOException {
    try {
      return Golden.parse(
          Files.readAllBytes(PythonStage.left(output.resolve("golden.json"), Golden.MAX_BYTES)));
    } catch (OciException e) {
      throw PythonStage.unusable(e);
    }
  }
}
