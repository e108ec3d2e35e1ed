package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Search;
import dev.atoll.oci.artifact.Golden;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the TensorFlow stage made.
 *
 * @param floatModel the .tflite file before quantisation, null when the source was quantised
 * @param model the quantised .tflite file
 * @param version of TensorFlow; null when it did not run
 * @param measured null when nothing was evaluated
 * @param search null when the first quantisation was accurate enough
 */
public record Converted(
    @Nullable Path floatModel,
    Path model,
    Golden golden,
    @Nullable String version,
    @Nullable Measured measured,
    @Nullable Search search) {
  /** The same with other figures. */
  public Converted withMeasured(Measured other) {
    return new Converted(floatModel, model, golden, version, other, search);
  }
}
