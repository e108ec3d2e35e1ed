package dev.atoll.compiler.analyse;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether somebody's .tflite file can be served as it is. To be asked before an interpreter, which
 * trusts what it loads, sees the file.
 */
public final class QuantisedFile {
  private static final Set<TensorType> SERVED =
      EnumSet.of(
          TensorType.UINT8,
          TensorType.INT8,
          TensorType.FLOAT32,
          TensorType.INT32,
          TensorType.INT64,
          TensorType.BOOL);

  private QuantisedFile() {}

  /**
   * The file's structure, or UnsupportedSource (broken, no fixed shape, no batch of 1) or
   * NotQuantized.
   */
  public static Outcome<TfliteModel> check(Path file) throws IOException {
    try {
      return check(TfliteModel.read(file));
    } catch (TfliteFormatException e) {
      return broken(e);
    }
  }

  /** The same of a model that was read. */
  static Outcome<TfliteModel> check(TfliteModel model) {
    try {
      RangeCheck.require(model);
    } catch (TfliteFormatException e) {
      return broken(e);
    }
    Optional<Analysis.FloatFound> found = Analysis.firstFloat(model, Analysis.Edges.FLOAT_ALLOWED);
    if (found.isPresent()) {
      return Outcome.refused(
          Refusal.last(
              Reason.NotQuantized,
              floatIn(found.get())
                  + ": source.tflite takes files that are 8-bit throughout; quantise weights and"
                  + " activations, or give the SavedModel as source.savedModel"));
    }
    return edges(model);
  }

  /** Whether requests can carry the model's inputs and outputs, one sample at a time. */
  static Outcome<TfliteModel> edges(TfliteModel model) {
    Subgraph main = model.main();
    for (int edge : Stream.concat(main.inputs().stream(), main.outputs().stream()).toList()) {
      Tensor tensor = main.tensors().get(edge);
      if (!SERVED.contains(tensor.type())) {
        return unsupported(
            "tensor '%s' is %s: inputs and outputs that devices serve are of %s"
                .formatted(Plain.name(tensor.name()), tensor.signature(), SERVED));
      }
    }
    for (int input : main.inputs()) {
      Tensor tensor = main.tensors().get(input);
      if (!runsOneSample(tensor)) {
        return unsupported(
            "input '%s' is %s: devices run one sample at a time; convert the model with a batch of 1"
                    .formatted(Plain.name(tensor.name()), tensor.signature())
                + " and without open dimensions");
      }
    }
    return Outcome.done(model);
  }

  /** A batch that is open on paper and 1 in fact is one: nobody resizes it. */
  private static boolean runsOneSample(Tensor tensor) {
    List<Integer> shape = tensor.shape();
    List<Integer> open = tensor.shapeSignature();
    return !shape.isEmpty()
        && shape.getFirst() == 1
        && shape.stream().allMatch(d -> d > 0)
        && (open.isEmpty()
            || (open.size() == shape.size()
                && (open.getFirst() == 1 || open.getFirst() == -1)
                && open.subList(1, open.size()).equals(shape.subList(1, shape.size()))));
  }

  private static String floatIn(Analysis.FloatFound found) {
    return "%s works on the float tensor '%s' %s"
        .formatted(
            Plain.name(found.operator()),
            Plain.name(found.tensor().name()),
            found.tensor().signature());
  }

  private static Outcome<TfliteModel> broken(TfliteFormatException e) {
    return unsupported(
        "the file is no usable .tflite model: %s; convert and upload it again"
            .formatted(Plain.text(String.valueOf(e.getMessage()))));
  }

  private static Outcome<TfliteModel> unsupported(String message) {
    return Outcome.refused(Refusal.last(Reason.UnsupportedSource, message));
  }
}
