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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a model is 8-bit throughout, whatever the converter said, and lists its operators.
 */
public final class Analyser {
  private static final Set<String> CONVERSIONS = Set.of("QUANTIZE", "DEQUANTIZE");
  private static final Predicate<Tensor> FLOAT = t -> t.type().isFloat();

  private Analyser() {}

  /**
   * The operators, or NotQuantized with the first one that works on floats.
   *
   * @param io the type that inputs and outputs must have; null when the model brought its own
   */
  public static Outcome<List<Report.Operator>> analyse(Path model, @Nullable Io io)
      throws IOException {
    TfliteModel read;
    try {
      read = TfliteModel.read(model);
    } catch (TfliteFormatException e) {
      return Outcome.refused(
          Refusal.passing(
              Reason.InternalError, "the converter wrote a broken model: " + e.getMessage()));
    }
    Analysis.Edges edges =
        io == null || io == Io.Float32 ? Analysis.Edges.FLOAT_ALLOWED : Analysis.Edges.INTEGER;
    Optional<Analysis.FloatFound> found = Analysis.firstFloat(read, edges);
    return found.isPresent()
        ? Outcome.refused(notQuantised(read, found.get()))
        : Outcome.done(list(read));
  }

  /** The operators, whatever they work on. */
  public static List<Report.Operator> list(TfliteModel model) {
    return Analysis.listOperators(model).stream().map(Analyser::line).toList();
  }

  private static Refusal notQuantised(TfliteModel model, Analysis.FloatFound found) {
    // The converter wraps what it cannot quantise into DEQUANTIZE and QUANTIZE; people want to
    // read the name of what lies between.
    String what =
        Analysis.listOperators(model).stream()
            .filter(l -> !CONVERSIONS.contains(l.operator().name()))
            .filter(l -> Stream.concat(l.inputs().stream(), l.outputs().stream()).anyMatch(FLOAT))
            .findFirst()
            .map(l -> "%s (operator %d) works on floats".formatted(l.operator().name(), l.index()))
            .orElseGet(found::message);
    return Refusal.last(
        Reason.NotQuantized,
        what
            + " and has no 8-bit form in TFLite: replace that operation, or leave it out of the"
            + " exported signature");
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
