package dev.atoll.compiler.analyse;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Golden samples of a model that cannot be run here: inputs without outputs. A device proves with
 * them that the model runs and how fast, not what it computes.
 */
public final class UnrunGolden {
  private static final int SAMPLES = 4;

  /** More travels to no device. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private static final int SEED = 1;

  private UnrunGolden() {}

  /**
   * Seeded inputs; equal models get equal ones, large ones fewer. UnsupportedSource when the inputs
   * are such that no sample can carry them.
   */
  public static Outcome<Golden> of(TfliteModel model) {
    try {
      return Outcome.done(samples(model));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Outcome.refused(
          Refusal.last(
              Reason.UnsupportedSource,
              "the model's inputs cannot be carried by a request: "
                  + Plain.text(String.valueOf(e.getMessage()))));
    }
  }

  private static Golden samples(TfliteModel model) {
    Random random = new Random(SEED);
    List<Sample> samples = new ArrayList<>();
    long each =
        model.main().inputs().stream()
            .map(model.main().tensors()::get)
            .mapToLong(t -> t.elements() * t.type().bits() / 8)
            .sum();
    if (each > MAX_BYTES) {
      throw new IllegalArgumentException(
          "they have %d bytes together, more than %d".formatted(each, MAX_BYTES));
    }
    for (int i = 0; i < SAMPLES && (i + 1) * each <= MAX_BYTES; i++) {
      samples.add(new Sample(inputs(model.main(), random), List.of()));
    }
    return new Golden("none: compiled for the Edge TPU before", 0, null, samples);
  }

  private static List<TensorData> inputs(Subgraph main, Random random) {
    return main.inputs().stream().map(main.tensors()::get).map(t -> values(t, random)).toList();
  }

  private static TensorData values(Tensor tensor, Random random) {
    DataType type =
        switch (tensor.type()) {
          case UINT8 -> DataType.UINT8;
          case INT8 -> DataType.INT8;
          case FLOAT32 -> DataType.FP32;
          case INT32 -> DataType.INT32;
          case INT64 -> DataType.INT64;
          case BOOL -> DataType.BOOL;
          default -> throw new IllegalArgumentException(tensor.type() + " is no type of an input");
        };
    byte[] data = new byte[Math.toIntExact(tensor.elements() * tensor.type().bits() / 8)];
    // Indices and floats stay 0, the one value that is legal everywhere.
    if (type == DataType.UINT8 || type == DataType.INT8) {
      random.nextBytes(data);
    }
    return new TensorData(tensor.name(), type, tensor.shape(), data);
  }
}
