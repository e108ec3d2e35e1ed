package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.edgetpu.EdgeTpuCompilation;
import dev.atoll.compiler.edgetpu.EdgeTpuCompiler;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the edgetpu stage leaves beside the compiled file and its log; nothing when it had no work.
 */
record EdgeTpuState(@JsonProperty(required = true) EdgeTpuCompilation compilation) {
  private static final String FILE = "compiled.json";
  private static final String MODEL = "model_edgetpu.tflite";
  private static final String LOG = "compiler.log";
  private static final long MAX_LOG = 16L << 20;

  static void write(JobFolder job, EdgeTpuCompiler.Result made) throws IOException {
    Path folder = job.of(StageName.EdgeTpu);
    Files.copy(made.file(), folder.resolve(MODEL));
    Files.writeString(folder.resolve(LOG), made.log());
    job.write(StageName.EdgeTpu, FILE, new EdgeTpuState(made.compilation()));
  }

  static Optional<EdgeTpuCompiler.Result> read(JobFolder job) throws IOException, OciException {
    if (!Files.exists(job.of(StageName.EdgeTpu).resolve(FILE))) {
      return Optional.empty();
    }
    return Optional.of(
        new EdgeTpuCompiler.Result(
            job.file(StageName.EdgeTpu, MODEL),
            new String(job.bytes(StageName.EdgeTpu, LOG, MAX_LOG), StandardCharsets.UTF_8),
            job.read(StageName.EdgeTpu, FILE, EdgeTpuState.class).compilation()));
  }
}
