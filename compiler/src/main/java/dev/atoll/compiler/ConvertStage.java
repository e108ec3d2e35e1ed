package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.analyse.Analyser;
import dev.atoll.compiler.analyse.QuantisedFile;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.compiler.tensorflow.StageInput;
import dev.atoll.compiler.tensorflow.TensorFlowStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From what was fetched to an 8-bit model that is accurate enough. Has no credentials. */
final class ConvertStage {
  private final TensorFlowStage tensorflow;
  private final Consumer<String> progress;

  ConvertStage(TensorFlowStage tensorflow, Consumer<String> progress) {
    this.tensorflow = tensorflow;
    this.progress = progress;
  }

  /** The model with the list of its operators. */
  record Result(Converted converted, List<Report.Operator> operators) {}

  Outcome<Result> run(Fetched fetched, Path work) throws IOException, InterruptedException {
    StageInput input =
        new StageInput(
            fetched.request(),
            fetched.model().path(),
            path(fetched.calibration()),
            path(fetched.evaluation()));
    return usable(fetched)
        .then(usable -> tensorflow.run(input, work.resolve("tensorflow")))
        .then(converted ->
            Target.check(fetched.request().evaluation(), converted.measured(), converted.search())
                .then(accurate -> analysed(fetched, converted)));
  }

  private static @Nullable Path path(@Nullable Content content) {
    return content == null ? null : content.path();
  }

  /** A model to convert is judged by what becomes of it, a finished file before it is loaded. */
  private static Outcome<Fetched> usable(Fetched fetched) throws IOException, InterruptedException {
    return switch (fetched.request().source().model()) {
      case CompileRequest.SavedModel _, CompileRequest.Keras _, CompileRequest.FrozenGraph _ ->
          Outcome.done(fetched);
      case CompileRequest.Tflite _, CompileRequest.AutoMl _ ->
          QuantisedFile.check(fetched.model().path()).then(model -> Outcome.done(fetched));
    };
  }

  private Outcome<Result> analysed(Fetched fetched, Converted converted)
      throws IOException, InterruptedException {
    progress.accept("analyse");
    return Analyser.analyse(converted.model(), Report.Options.of(fetched.request()).io())
        .then(operators -> Outcome.done(new Result(converted, operators)));
  }
}
