package dev.atoll.compiler.tensorflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.accuracy.Search;
import org.jspecify.annotations.Nullable;

/** The result file of the TensorFlow stage; one of the two is set. */
record StageResult(@Nullable Ok ok, @Nullable Failure failure)
    implements PythonStage.Result<StageResult.Ok> {
  /** It worked; the files lie in the output folder. */
  record Ok(
      @JsonProperty(required = true) String tensorflow,
      @JsonProperty(required = true) String kernels,
      @Nullable Measured evaluation,
      @Nullable Search search) {}

  /** An input was refused. */
  record Failure(
      @JsonProperty(required = true) String reason,
      @JsonProperty(required = true) String message) {}
}
