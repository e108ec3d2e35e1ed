package dev.atoll.operator.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.Durations;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeTpu;
import dev.atoll.api.v1alpha1.Evaluation;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Quantization;
import dev.atoll.api.v1alpha1.Serving;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.VariantKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names a revision by what was asked for. Defaults are made explicit first and numbers are brought
 * to one form, so that a default that is written out, or {@code 1s} for {@code 1000ms}, is the same
 * revision.
 */
public final class RevisionNames {
  private static final int HEX = 10;
  private static final int DEFAULT_SAMPLES = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RevisionNames() {}

  /** What the EdgeModel asks for, with every default in it. */
  public static ModelRevisionSpec spec(EdgeModel model) {
    var spec = model.getSpec();
    return new ModelRevisionSpec(
        model.getMetadata().getName(),
        explicit(spec.source()),
        explicit(spec.calibration()),
        explicit(spec.quantization()),
        explicit(spec.evaluation()),
        explicit(spec.variants()),
        explicit(spec.edgeTpu()),
        explicit(spec.serving()));
  }

  private static Source explicit(Source source) {
    var saved = source.savedModel();
    if (saved == null) return source;
    return new Source(
        new Source.SavedModel(
            saved.uri(),
            saved.signature() == null ? "serving_default" : saved.signature(),
            saved.tags() == null || saved.tags().isEmpty() ? List.of("serve") : saved.tags()),
        null,
        null,
        null,
        null,
        null,
        source.digest(),
        source.credentialsSecretRef());
  }

  private static Quantization explicit(@Nullable Quantization quantization) {
    if (quantization == null) return new Quantization(Quantization.Io.UInt8);
    return new Quantization(
        quantization.io() == null ? Quantization.Io.UInt8 : quantization.io(),
        quantization.denseWeights());
  }

  private static @Nullable Calibration explicit(@Nullable Calibration calibration) {
    if (calibration == null) return null;
    return new Calibration(
        calibration.uri(),
        calibration.samples() == null ? DEFAULT_SAMPLES : calibration.samples(),
        calibration.pixels(),
        calibration.digest());
  }

  private static @Nullable Evaluation explicit(@Nullable Evaluation evaluation) {
    if (evaluation == null) return null;
    return new Evaluation(
        evaluation.uri(),
        evaluation.metric() == null ? Evaluation.Metric.Top1 : evaluation.metric(),
        evaluation.minimum(),
        evaluation.maxDrop(),
        evaluation.digest());
  }

  /** In one order; Cpu alone is what stands for nothing. */
  private static @Nullable List<VariantKind> explicit(@Nullable List<VariantKind> variants) {
    if (variants == null) return null;
    var sorted = variants.stream().distinct().sorted().toList();
    return sorted.isEmpty() || sorted.equals(List.of(VariantKind.Cpu)) ? null : sorted;
  }

  private static @Nullable EdgeTpu explicit(@Nullable EdgeTpu edgeTpu) {
    return edgeTpu == null || edgeTpu.equals(new EdgeTpu(null, null)) ? null : edgeTpu;
  }

  private static @Nullable Serving explicit(@Nullable Serving serving) {
    return serving == null || serving.latencyTarget() == null ? null : serving;
  }

  /** The name of the revision that the EdgeModel asks for. */
  public static String name(EdgeModel model) {
    return name(spec(model));
  }

  /** The name of a revision whose defaults are explicit. */
  static String name(ModelRevisionSpec spec) {
    return spec.model() + "-" + sha256(canonical(spec)).substring(0, HEX);
  }

  private static String canonical(ModelRevisionSpec spec) {
    var asked = new TreeMap<String, Object>();
    asked.put("source", source(spec.source()));
    var calibration = spec.calibration();
    if (calibration != null)
      asked.put(
          "calibration",
          of(
              "uri",
              calibration.uri(),
              "samples",
              calibration.samples(),
              "pixels",
              calibration.pixels(),
              "digest",
              calibration.digest()));
    var quantization = spec.quantization();
    if (quantization != null)
      asked.put(
          "quantization", of("io", quantization.io(), "denseWeights", quantization.denseWeights()));
    var evaluation = spec.evaluation();
    if (evaluation != null)
      asked.put(
          "evaluation",
          of(
              "uri",
              evaluation.uri(),
              "metric",
              evaluation.metric(),
              "minimum",
              decimal(evaluation.minimum()),
              "maxDrop",
              decimal(evaluation.maxDrop()),
              "digest",
              evaluation.digest()));
    if (spec.variants() != null) asked.put("variants", spec.variants());
    var edgeTpu = spec.edgeTpu();
    if (edgeTpu != null)
      asked.put(
          "edgeTpu",
          of(
              "minRuntimeVersion",
              edgeTpu.minRuntimeVersion(),
              "minMappedOps",
              edgeTpu.minMappedOps()));
    var serving = spec.serving();
    if (serving != null && serving.latencyTarget() != null)
      asked.put("serving", of("latencyTargetP99Millis", millis(serving.latencyTarget().p99())));
    try {
      return JSON.writeValueAsString(asked);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of strings and numbers are always JSON", e);
    }
  }

  /** A field that is absent is not named: a new field must not rename what does without it. */
  private static Map<String, Object> source(Source source) {
    var saved = source.savedModel();
    var keras = source.keras();
    var graph = source.frozenGraph();
    var tflite = source.tflite();
    var autoML = source.autoML();
    var zoo = source.zoo();
    var credentials = source.credentialsSecretRef();
    return of(
        "digest", source.digest(),
        "savedModel",
            saved == null
                ? null
                : of("uri", saved.uri(), "signature", saved.signature(), "tags", saved.tags()),
        "keras", keras == null ? null : of("uri", keras.uri()),
        "frozenGraph", graph == null ? null : graph(graph),
        "tflite", tflite == null ? null : of("uri", tflite.uri()),
        "autoML", autoML == null ? null : of("uri", autoML.uri()),
        "zoo", zoo == null ? null : of("name", zoo.name()),
        "credentials", credentials == null ? null : of("name", credentials.name()));
  }

  private static Map<String, Object> graph(Source.FrozenGraph graph) {
    return of(
        "uri",
        graph.uri(),
        "inputs",
        graph.inputs().stream().map(i -> of("name", i.name(), "shape", i.shape())).toList(),
        "outputs",
        graph.outputs());
  }

  private static @Nullable String decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text).stripTrailingZeros().toPlainString();
  }

  private static long millis(String duration) {
    return Durations.parse(duration, Duration.ZERO).toMillis();
  }

  /** Sorted, without what is absent. */
  private static Map<String, Object> of(@Nullable Object... keysAndValues) {
    var map = new TreeMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      var value = keysAndValues[i + 1];
      if (value != null) map.put(String.valueOf(keysAndValues[i]), value);
    }
    return map;
  }

  private static String sha256(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
