package dev.atoll.compiler;

import dev.atoll.compiler.adapt.EdgeTpuInput;
import dev.atoll.compiler.edgetpu.CompiledFile;
import dev.atoll.compiler.edgetpu.EdgeTpuCompilation;
import dev.atoll.compiler.edgetpu.EdgeTpuCompiler;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.tflite.compiled.CompiledPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compiles for the Edge TPU when that is asked for, or takes what was compiled before. */
final class EdgeTpuStage {
  private final EdgeTpuCompiler compiler;

  EdgeTpuStage(EdgeTpuCompiler compiler) {
    this.compiler = compiler;
  }

  /** Empty when the artifact is to have nothing for the Edge TPU. */
  Outcome<Optional<EdgeTpuCompiler.Result>> run(
      CompileRequest request, ConvertStage.Result made, Path work)
      throws IOException, InterruptedException {
    EdgeTpuInput.Prepared prepared = made.edgeTpu();
    if (prepared == null) {
      return made.converted().version() == null
          ? before(made.converted().model()).then(r -> Outcome.done(Optional.of(r)))
          : Outcome.done(Optional.empty());
    }
    Path model = Objects.requireNonNullElse(prepared.adapted(), made.converted().model());
    return compiler
        .compile(model, prepared.analysis(), request.edgeTpu(), work)
        .then(r -> Outcome.done(Optional.of(r)));
  }

  private static Outcome<EdgeTpuCompiler.Result> before(Path file) throws IOException {
    return switch (CompiledFile.look(file)) {
      case CompiledFile.Look.Good(CompiledFile good) ->
          Outcome.done(new EdgeTpuCompiler.Result(file, "", figures(good)));
      case CompiledFile.Look.NothingMapped _, CompiledFile.Look.Stub _ ->
          Outcome.refused(
              Refusal.passing(Reason.InternalError, "the compiled source changed on the disk"));
    };
  }

  private static EdgeTpuCompilation figures(CompiledFile file) {
    CompiledPackage contents = file.contents().orElse(null);
    return new EdgeTpuCompilation(
        null,
        contents == null ? null : contents.minRuntimeVersion(),
        contents == null ? null : contents.cachedBytes(),
        contents == null ? null : contents.streamedBytes(),
        null,
        file.onCpu(),
        file.masked(),
        0,
        false,
        List.of(),
        List.of(
            contents == null
                ? "the source was compiled before, in a layout of 2019 whose figures cannot be read"
                : "the source was compiled before: what its operators were is not known"));
  }
}
