package dev.atoll.compiler.analyse;

import dev.atoll.compiler.edgetpu.CompiledFile;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.CompiledPackage;
import java.io.IOException;
import java.nio.file.Path;

/** A source that went through the Edge TPU compiler before; told by its content. */
public final class CompiledSource {
  private CompiledSource() {}

  /** Whether the file is one; false also for a file that is none at all. */
  public static boolean is(Path file) throws IOException {
    try {
      return !(Compilation.read(file) instanceof Compilation.NotCompiled);
    } catch (TfliteFormatException e) {
      return false;
    }
  }

  /**
   * The model, or why it cannot be served as it is: UnsupportedSource (edges that devices do not
   * serve, other variants asked for, a newer runtime than the fleet's), EvaluationInvalid.
   */
  public static Outcome<TfliteModel> check(Path file, CompileRequest request) throws IOException {
    if (request.wants(VariantKind.EdgeTpu) && request.wants(VariantKind.Cpu)) {
      return unsupported(
          "the source is compiled for the Edge TPU already and cannot run on a CPU: ask for the"
              + " variant EdgeTpu alone, or give the 8-bit model that it was made from");
    }
    if (request.evaluation() != null) {
      return Outcome.refused(
          Refusal.last(
              Reason.EvaluationInvalid,
              "the source is compiled for the Edge TPU and cannot be run here: remove"
                  + " spec.evaluation, or give the 8-bit model that it was made from"));
    }
    return switch (CompiledFile.look(file)) {
      case CompiledFile.Look.Good(CompiledFile good) -> usable(good, request);
      case CompiledFile.Look.NothingMapped(TfliteModel model) -> Outcome.done(model);
      case CompiledFile.Look.Stub(String why) ->
          unsupported("the file is no usable .tflite model: " + why + "; compile it again");
    };
  }

  private static Outcome<TfliteModel> usable(CompiledFile file, CompileRequest request) {
    Integer oldest = request.edgeTpu() == null ? null : request.edgeTpu().minRuntimeVersion();
    int needs = file.contents().map(CompiledPackage::minRuntimeVersion).orElse(0);
    if (oldest != null && needs > oldest) {
      return unsupported(
          "the source needs Edge TPU runtime %d, edgeTpu.minRuntimeVersion is %d: compile it with -m %d"
              .formatted(needs, oldest, oldest));
    }
    return QuantisedFile.edges(file.model());
  }

  private static Outcome<TfliteModel> unsupported(String message) {
    return Outcome.refused(Refusal.last(Reason.UnsupportedSource, Plain.text(message)));
  }
}
