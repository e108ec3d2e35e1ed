package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.adapt.AdaptationReport;
import dev.atoll.compiler.adapt.EdgeTpuInput;
import dev.atoll.compiler.analyse.Analyser;
import dev.atoll.compiler.analyse.CompiledSource;
import dev.atoll.compiler.analyse.QuantisedFile;
import dev.atoll.compiler.analyse.UnrunGolden;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
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
  private final EdgeTpuInput edgeTpu;
  private final Consumer<String> progress;

  ConvertStage(TensorFlowStage tensorflow, EdgeTpuInput edgeTpu, Consumer<String> progress) {
    this.tensorflow = tensorflow;
    this.edgeTpu = edgeTpu;
    this.progress = progress;
  }

  /**
   * The model with the list of its operators.
   *
   * @param edgeTpu what its compiler gets; null when there is nothing to compile
   */
  record Result(
      Converted converted,
      List<Report.Operator> operators,
      EdgeTpuInput.@Nullable Prepared edgeTpu) {}

  Outcome<Result> run(Fetched fetched, Path work) throws IOException, InterruptedException {
    if (isFinished(fetched) && CompiledSource.is(fetched.model().path())) {
      return passedThrough(fetched);
    }
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
                .then(accurate -> analysed(fetched, converted, input, work)));
  }

  private static @Nullable Path path(@Nullable Content content) {
    return content == null ? null : content.path();
  }

  private static boolean isFinished(Fetched fetched) {
    return switch (fetched.request().source().model()) {
      case CompileRequest.SavedModel _, CompileRequest.Keras _, CompileRequest.FrozenGraph _ ->
          false;
      case CompileRequest.Tflite _, CompileRequest.AutoMl _ -> true;
    };
  }

  /** A model to convert is judged by what becomes of it, a finished file before it is loaded. */
  private static Outcome<Fetched> usable(Fetched fetched) throws IOException, InterruptedException {
    return isFinished(fetched)
        ? QuantisedFile.check(fetched.model().path()).then(model -> Outcome.done(fetched))
        : Outcome.done(fetched);
  }

  /** What was compiled for the Edge TPU before is neither run nor changed. */
  private Outcome<Result> passedThrough(Fetched fetched) throws IOException, InterruptedException {
    progress.accept("analyse");
    Path file = fetched.model().path();
    return CompiledSource.check(file, fetched.request())
        .then(model ->
            UnrunGolden.of(model)
                .then(golden ->
                    Outcome.done(
                        new Result(
                            new Converted(null, file, golden, null, null, null),
                            Analyser.list(model),
                            null))));
  }

  private Outcome<Result> analysed(
      Fetched fetched, Converted converted, StageInput input, Path work)
      throws IOException, InterruptedException {
    progress.accept("analyse");
    return Analyser.analyse(converted.model(), Report.Options.of(fetched.request()).io())
        .then(operators ->
            fetched.request().wants(VariantKind.EdgeTpu)
                ? adapted(fetched, converted, operators, input, work)
                : Outcome.done(new Result(converted, operators, null)));
  }

  private Outcome<Result> adapted(
      Fetched fetched,
      Converted converted,
      List<Report.Operator> operators,
      StageInput input,
      Path work)
      throws IOException, InterruptedException {
    progress.accept("adapt");
    return edgeTpu
        .prepare(
            converted.model(), input, fetched.request().edgeTpu(), work.resolve("edgetpu-input"))
        .then(prepared ->
            Outcome.done(new Result(measured(converted, prepared), operators, prepared)));
  }

  /** With what the adapted file gets right, where both were measured on the same samples. */
  private static Converted measured(Converted converted, EdgeTpuInput.Prepared prepared) {
    AdaptationReport.Proof proof = prepared.adaptation().proof();
    Measured measured = converted.measured();
    return proof == null || measured == null || proof.evaluated() != measured.samples()
        ? converted
        : converted.withMeasured(measured.withAdapted(proof.right()));
  }
}
