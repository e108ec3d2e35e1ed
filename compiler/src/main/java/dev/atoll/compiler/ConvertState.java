package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Search;
import dev.atoll.compiler.adapt.AdaptationReport;
import dev.atoll.compiler.adapt.EdgeTpuInput;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the convert stage leaves beside {@code model.tflite}, {@code golden.json} and, where there
 * are any, {@code float.tflite} and {@code adapted.tflite}, which the Edge TPU compiler gets.
 *
 * @param tensorflow its version; null when it did not run
 * @param measured null when nothing was evaluated
 * @param search null when the first quantisation was accurate enough
 * @param operators of the model, in order of execution
 * @param adaptation null when nothing is compiled for the Edge TPU
 * @param analysis null as before
 */
record ConvertState(
    @Nullable String tensorflow,
    @Nullable Measured measured,
    @Nullable Search search,
    @JsonProperty(required = true) List<Report.Operator> operators,
    @Nullable AdaptationReport adaptation,
    @Nullable EdgeTpuAnalysis analysis) {
  private static final String FILE = "converted.json";
  private static final String MODEL = "model.tflite";
  private static final String FLOAT_MODEL = "float.tflite";
  private static final String ADAPTED = "adapted.tflite";
  private static final String GOLDEN = "golden.json";

  static void write(JobFolder job, ConvertStage.Result made) throws IOException {
    Path folder = job.of(StageName.Convert);
    Converted converted = made.converted();
    EdgeTpuInput.Prepared edgeTpu = made.edgeTpu();
    Files.copy(converted.model(), folder.resolve(MODEL));
    if (converted.floatModel() != null) {
      Files.copy(converted.floatModel(), folder.resolve(FLOAT_MODEL));
    }
    if (edgeTpu != null && edgeTpu.adapted() != null) {
      Files.copy(edgeTpu.adapted(), folder.resolve(ADAPTED));
    }
    Files.write(folder.resolve(GOLDEN), converted.golden().toBytes());
    job.write(
        StageName.Convert,
        FILE,
        new ConvertState(
            converted.version(),
            converted.measured(),
            converted.search(),
            made.operators(),
            edgeTpu == null ? null : edgeTpu.adaptation(),
            edgeTpu == null ? null : edgeTpu.analysis()));
  }

  static ConvertStage.Result read(JobFolder job) throws IOException, OciException {
    ConvertState state = job.read(StageName.Convert, FILE, ConvertState.class);
    return new ConvertStage.Result(
        new Converted(
            optional(job, FLOAT_MODEL),
            job.file(StageName.Convert, MODEL),
            Golden.parse(job.bytes(StageName.Convert, GOLDEN, Golden.MAX_BYTES)),
            state.tensorflow(),
            state.measured(),
            state.search()),
        state.operators(),
        state.adaptation() == null || state.analysis() == null
            ? null
            : new EdgeTpuInput.Prepared(
                optional(job, ADAPTED), state.adaptation(), state.analysis()));
  }

  private static @Nullable Path optional(JobFolder job, String name) throws IOException {
    return Files.exists(job.of(StageName.Convert).resolve(name))
        ? job.file(StageName.Convert, name)
        : null;
  }
}
