package dev.atoll.compiler.analyse;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest.Io;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Proves that a model is 8-bit throughout, whatever the converter said, and lists its operators.
 */
public final class Analyser {
  private Analyser() {}

  /** The operators, or NotQuantized with the first one that works on floats. */
  public static Outcome<List<Report.Operator>> analyse(Path model, Io io) throws IOException {
    TfliteModel read;
    try {
      read = TfliteModel.read(model);
    } catch (TfliteFormatException e) {
      return Outcome.refused(
          Refusal.passing(
              Reason.InternalError, "the converter wrote a broken model: " + e.getMessage()));
    }
    Analysis.Edges edges = io == Io.Float32 ? Analysis.Edges.FLOAT_ALLOWED : Analysis.Edges.INTEGER;
    return Analysis.firstFloat(read, edges)
        .<Outcome<List<Report.Operator>>>map(f ->
            Outcome.refused(
                Refusal.last(
                    Reason.NotQuantized,
                    f.message()
                        + " and would not run in 8-bit integers: replace that operation or"
                        + " leave it out of the exported signature")))
        .orElseGet(
            () -> Outcome.done(Analysis.listOperators(read).stream().map(Analyser::line).toList()));
  }

  private static Report.Operator line(Analysis.Line line) {
    return new Report.Operator(
        line.index(),
        line.operator().name(),
        line.operator().version(),
        line.inputs().stream().map(Tensor::signature).toList(),
        line.outputs().stream().map(Tensor::signature).toList());
  }
}
