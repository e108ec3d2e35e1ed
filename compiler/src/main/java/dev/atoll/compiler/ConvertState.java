package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Search;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the convert stage leaves beside {@code model.tflite}, {@code golden.json} and, unless the
 * source was quantised, {@code float.tflite}.
 *
 * @param tensorflow its version
 * @param measured null when nothing was evaluated
 * @param search null when the first quantisation was accurate enough
 * @param operators of the model, in order of execution
 */
record ConvertState(
    @JsonProperty(required = true) String tensorflow,
    @Nullable Measured measured,
    @Nullable Search search,
    @JsonProperty(required = true) List<Report.Operator> operators) {
  private static final String FILE = "converted.json";
  private static final String MODEL = "model.tflite";
  private static final String FLOAT_MODEL = "float.tflite";
  private static final String GOLDEN = "golden.json";

  /** The stage's files and its state, read back. */
  record Read(Converted converted, List<Report.Operator> operators) {}

  static void write(JobFolder job, Converted converted, List<Report.Operator> operators)
      throws IOException {
    Path folder = job.of(StageName.Convert);
    Files.copy(converted.model(), folder.resolve(MODEL));
    if (converted.floatModel() != null) {
      Files.copy(converted.floatModel(), folder.resolve(FLOAT_MODEL));
    }
    Files.write(folder.resolve(GOLDEN), converted.golden().toBytes());
    job.write(
        StageName.Convert,
        FILE,
        new ConvertState(converted.version(), converted.measured(), converted.search(), operators));
  }

  static Read read(JobFolder job) throws IOException, OciException {
    ConvertState state = job.read(StageName.Convert, FILE, ConvertState.class);
    boolean hasFloat = Files.exists(job.of(StageName.Convert).resolve(FLOAT_MODEL));
    return new Read(
        new Converted(
            hasFloat ? job.file(StageName.Convert, FLOAT_MODEL) : null,
            job.file(StageName.Convert, MODEL),
            Golden.parse(Files.readAllBytes(job.file(StageName.Convert, GOLDEN))),
            state.tensorflow(),
            state.measured(),
            state.search()),
        state.operators());
  }
}
