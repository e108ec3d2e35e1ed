package dev.atoll.device.agent.activation;

import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what a model computes with what it computed when it was compiled. */
final class GoldenComparison {
  private final Golden golden;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  GoldenComparison(Golden golden, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this.golden = golden;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * The sample's inputs in the model's order.
   *
   * @throws IllegalArgumentException when they are not those of the model
   */
  List<ByteBuffer> inputs(Sample sample) {
    return inOrder(inputs, sample.inputs(), "input");
  }

  /** The first difference that is too great, as a sentence; none where nothing is expected. */
  Optional<String> difference(Sample sample, List<ByteBuffer> actual) {
    if (sample.outputs().isEmpty()) {
      return Optional.empty();
    }
    List<ByteBuffer> expected = inOrder(outputs, sample.outputs(), "output");
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference =
          difference(outputs.get(i), expected.get(i), actual.get(i).duplicate());
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static List<ByteBuffer> inOrder(
      List<TensorSpec> specs, List<TensorData> data, String what) {
    if (specs.size() != data.size()) {
      throw new IllegalArgumentException(
          "the model has %d %ss, the golden sample %d".formatted(specs.size(), what, data.size()));
    }
    List<ByteBuffer> ordered = new ArrayList<>();
    for (TensorSpec spec : specs) {
      TensorData match =
          data.stream()
              .filter(d -> d.name().equals(spec.name()))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "the golden sample lacks the %s %s".formatted(what, spec.name())));
      if (match.datatype() != spec.datatype() || !match.shape().equals(spec.shape())) {
        throw new IllegalArgumentException(
            "the golden sample has %s %s as %s%s, the model as %s%s"
                .formatted(
                    what,
                    spec.name(),
                    match.datatype(),
                    match.shape(),
                    spec.datatype(),
                    spec.shape()));
      }
      ordered.add(match.values());
    }
    return ordered;
  }

  private Optional<String> difference(TensorSpec spec, ByteBuffer expected, ByteBuffer actual) {
    actual.order(ByteOrder.LITTLE_ENDIAN);
    double allowed = allowed(spec);
    for (int i = 0; i < spec.elements(); i++) {
      double e = value(expected, spec.datatype(), i);
      double a = value(actual, spec.datatype(), i);
      // Written so that a NaN on one side only is a difference.
      boolean equal = Double.compare(e, a) == 0 || Math.abs(e - a) <= allowed;
      if (!equal) {
        return Optional.of(
            "output %s differs at element %d: %s instead of %s, %s of difference %s allowed"
                .formatted(spec.name(), i, text(a), text(e), text(allowed), unit(spec)));
      }
    }
    return Optional.empty();
  }

  private double allowed(TensorSpec spec) {
    return switch (spec.datatype()) {
      case FP32 -> golden.floatTolerance().orElse(0.0);
      case UINT8, INT8 -> golden.toleranceSteps();
      case INT32, INT64 -> spec.scale() > 0 ? golden.toleranceSteps() : 0;
      case BOOL -> 0;
    };
  }

  private static String unit(TensorSpec spec) {
    return spec.datatype() == DataType.FP32 ? "is" : "(in quantisation steps) is";
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static double value(ByteBuffer b, DataType type, int i) {
    return switch (type) {
      case BOOL -> b.get(i) == 0 ? 0 : 1;
      case UINT8 -> b.get(i) & 0xff;
      case INT8 -> b.get(i);
      case INT32 -> b.getInt(4 * i);
      case INT64 -> b.getLong(8 * i);
      case FP32 -> b.getFloat(4 * i);
    };
  }
}
