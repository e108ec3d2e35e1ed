package dev.atoll.compiler.tensorflow;

import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.DenseWeights;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the TensorFlow stage works on.
 *
 * @param model the folder or file, as the request's source says
 * @param calibration the data file; null when the model is quantised already
 * @param evaluation the data file, or null
 */
public record StageInput(
    CompileRequest request, Path model, @Nullable Path calibration, @Nullable Path evaluation) {
  private static final int GOLDEN_SAMPLES = 4;
  private static final int GOLDEN_SEED = 1;
  private static final int WORST_EXAMPLES = 10;

  /** Ways to quantise, the first one included, and how long all but that one may take. */
  private static final int ATTEMPTS = 6;

  private static final Duration SEARCH = Duration.ofMinutes(10);

  /** Unpacked; more would not fit into the memory of a build machine beside the model. */
  private static final long MAX_NPZ_BYTES = 2L << 30;

  /** The request file's content. */
  Map<String, @Nullable Object> toJson(Path output) {
    Map<String, @Nullable Object> json = new HashMap<>(evaluationOnly());
    switch (request.source().model()) {
      case CompileRequest.SavedModel source -> {
        json.put("savedModel", model.toString());
        json.put("signature", source.signature());
        json.put("tags", source.tags());
      }
      case CompileRequest.Keras _ -> json.put("keras", model.toString());
      case CompileRequest.FrozenGraph graph ->
          json.put(
              "frozenGraph",
              Map.of(
                  "path", model.toString(), "inputs", graph.inputs(), "outputs", graph.outputs()));
      case CompileRequest.Tflite _, CompileRequest.AutoMl _ -> json.put("tflite", model.toString());
    }
    if (request.source().model().quantisable()) {
      quantisation(json);
    }
    json.put("golden", Map.of("samples", GOLDEN_SAMPLES, "seed", GOLDEN_SEED));
    json.put("output", output.toString());
    return json;
  }

  /** The part of it that says how to measure a finished file. */
  Map<String, @Nullable Object> evaluationOnly() {
    Map<String, @Nullable Object> json = new HashMap<>();
    json.put("evaluation", evaluationJson());
    json.put("worstExamples", WORST_EXAMPLES);
    json.put("maxNpzBytes", MAX_NPZ_BYTES);
    return json;
  }

  private void quantisation(Map<String, @Nullable Object> json) {
    if (calibration == null || request.calibration() == null || request.quantization() == null) {
      throw new IllegalStateException("a model to quantise comes with calibration data");
    }
    Map<String, @Nullable Object> data = new HashMap<>();
    data.put("path", calibration.toString());
    data.put("samples", request.calibration().samples());
    data.put("pixels", request.calibration().pixels());
    json.put("calibration", data);
    json.put("io", request.quantization().io().name());
    json.put("denseWeights", denseWeights(request.quantization()));
    json.put("budget", budget());
  }

  private @Nullable DenseWeights denseWeights(CompileRequest.Quantization quantization) {
    // Compilers of the Edge TPU are older than per-channel dense layers: then none may be tried.
    return quantization.denseWeights() == null && request.wanted().contains(VariantKind.EdgeTpu)
        ? DenseWeights.PerTensor
        : quantization.denseWeights();
  }

  private Map<String, @Nullable Object> budget() {
    BigDecimal maxDrop = request.evaluation() == null ? null : request.evaluation().maxDrop();
    Map<String, @Nullable Object> json = new HashMap<>();
    json.put("maxDrop", maxDrop == null ? null : maxDrop.toPlainString());
    json.put("attempts", ATTEMPTS);
    json.put("seconds", SEARCH.toSeconds());
    return json;
  }

  private @Nullable Map<String, String> evaluationJson() {
    if (evaluation == null || request.evaluation() == null) {
      return null;
    }
    return Map.of(
        "path", evaluation.toString(), "metric", String.valueOf(request.evaluation().metric()));
  }
}
