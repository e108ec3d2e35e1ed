package dev.atoll.compiler.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to compile, as the operator writes it into the request file.
 *
 * @param calibration null only for a model that is quantised already
 * @param quantization null only for a model that is quantised already
 * @param evaluation null when nobody asked for one
 * @param variants what to compile for, null or empty for Cpu; each once
 * @param edgeTpu null when nothing is said about it
 * @param repository host[:port]/name in the registry
 * @param plainHttp the registry speaks no TLS
 * @param lookup false when an artifact that the registry has already will not do; null is true
 */
public record CompileRequest(
    @JsonProperty(required = true) String namespace,
    @JsonProperty(required = true) String model,
    @JsonProperty(required = true) String revision,
    @JsonProperty(required = true) Source source,
    @Nullable Calibration calibration,
    @Nullable Quantization quantization,
    @Nullable Evaluation evaluation,
    @Nullable List<VariantKind> variants,
    @Nullable EdgeTpu edgeTpu,
    @JsonProperty(required = true) String repository,
    boolean plainHttp,
    @Nullable Boolean lookup) {

  /**
   * Refuses missing parts.
   *
   * @throws IllegalArgumentException naming the part
   */
  public CompileRequest {
    present(namespace, "namespace");
    present(model, "model");
    present(source, "source");
    if (source.model().quantisable()) {
      present(calibration, "calibration");
      present(quantization, "quantization");
    }
    variants = variants == null ? List.of() : variants.stream().distinct().sorted().toList();
    present(repository, "repository");
  }

  /** Whether an artifact that the registry has already will do. */
  public boolean looksUp() {
    return lookup == null || lookup;
  }

  /** The kinds that the artifact is to hold; Cpu when nothing is said. */
  public List<VariantKind> wanted() {
    return variants == null || variants.isEmpty() ? List.of(VariantKind.Cpu) : variants;
  }

  /** Whether the artifact is to hold this kind. */
  public boolean wants(VariantKind kind) {
    return wanted().contains(kind);
  }

  /** What a model is compiled for; the names are those of the artifact. */
  public enum VariantKind {
    Cpu,
    EdgeTpu
  }

  /**
   * How to compile for the Edge TPU.
   *
   * @param minRuntimeVersion oldest runtime of the fleet; null for the compiler's own
   * @param minMappedOps least share of the operators on the Edge TPU, for example {@code 95%}; null
   *     for any
   */
  public record EdgeTpu(@Nullable Integer minRuntimeVersion, @Nullable String minMappedOps) {
    private static final Pattern PERCENT = Pattern.compile("(100|[1-9]?[0-9])%");
    private static final int OLDEST_RUNTIME = 10;
    private static final int NEWEST_RUNTIME = 14;

    /** Refuses what is no runtime version and no percentage. */
    public EdgeTpu {
      if (minRuntimeVersion != null
          && (minRuntimeVersion < OLDEST_RUNTIME || minRuntimeVersion > NEWEST_RUNTIME)) {
        throw new IllegalArgumentException(
            "edgeTpu.minRuntimeVersion is %d to %d, not %d"
                .formatted(OLDEST_RUNTIME, NEWEST_RUNTIME, minRuntimeVersion));
      }
      if (minMappedOps != null && !PERCENT.matcher(minMappedOps).matches()) {
        throw new IllegalArgumentException(
            "edgeTpu.minMappedOps is a percentage like 95%, not " + minMappedOps);
      }
    }

    /** The least share in percent; 0 for any. */
    public int leastPercent() {
      return minMappedOps == null
          ? 0
          : Integer.parseInt(minMappedOps.substring(0, minMappedOps.length() - 1));
    }
  }

  /** Where the model is, exactly one of the kinds, and optionally what its content must be. */
  public record Source(
      @Nullable SavedModel savedModel,
      @Nullable Keras keras,
      @Nullable FrozenGraph frozenGraph,
      @Nullable Tflite tflite,
      @Nullable AutoMl autoML,
      @Nullable String digest) {
    /** Refuses a source of another kind, and several at once. */
    public Source {
      long named = kinds(savedModel, keras, frozenGraph, tflite, autoML).count();
      if (named != 1) {
        throw new IllegalArgumentException(
            "source names exactly one of savedModel, keras, frozenGraph, tflite and autoML, not "
                + (named == 0 ? "none of them" : named + " of them"));
      }
    }

    /** Of this kind. */
    public static Source of(Model model, @Nullable String digest) {
      return new Source(
          model instanceof SavedModel m ? m : null,
          model instanceof Keras m ? m : null,
          model instanceof FrozenGraph m ? m : null,
          model instanceof Tflite m ? m : null,
          model instanceof AutoMl m ? m : null,
          digest);
    }

    /** The one that is named. */
    public Model model() {
      return kinds(savedModel, keras, frozenGraph, tflite, autoML).findFirst().orElseThrow();
    }

    private static Stream<Model> kinds(@Nullable Model... models) {
      return Stream.of(models).flatMap(Stream::ofNullable);
    }
  }

  /** The kinds of models. */
  public sealed interface Model {
    /** Where it lies. */
    String uri();

    /** Whether it is floating-point: it takes calibration data and becomes 8-bit. */
    default boolean quantisable() {
      return switch (this) {
        case SavedModel _, Keras _, FrozenGraph _ -> true;
        case Tflite _, AutoMl _ -> false;
      };
    }
  }

  /**
   * A SavedModel folder.
   *
   * @param signature null for the only one, or serving_default
   * @param tags null for the folder's own
   */
  public record SavedModel(
      @JsonProperty(required = true) String uri,
      @Nullable String signature,
      @Nullable List<String> tags)
      implements Model {
    /** Refuses a missing URI. */
    public SavedModel {
      present(uri, "source.savedModel.uri");
    }
  }

  /** One file, of Keras 3 or HDF5: its content says which. */
  public record Keras(@JsonProperty(required = true) String uri) implements Model {
    /** Refuses a missing URI. */
    public Keras {
      present(uri, "source.keras.uri");
    }
  }

  /**
   * A graph of TensorFlow 1 without variables.
   *
   * @param inputs at least one
   * @param outputs names of tensors or operations, at least one
   */
  public record FrozenGraph(
      @JsonProperty(required = true) String uri,
      @JsonProperty(required = true) List<GraphInput> inputs,
      @JsonProperty(required = true) List<String> outputs)
      implements Model {
    /** Refuses a missing URI, and a graph of which nothing is known. */
    public FrozenGraph {
      present(uri, "source.frozenGraph.uri");
      inputs = some(inputs, "source.frozenGraph.inputs");
      outputs = some(outputs, "source.frozenGraph.outputs");
    }
  }

  /**
   * A placeholder.
   *
   * @param shape with the batch, which may be -1
   */
  public record GraphInput(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) List<Integer> shape) {
    /** Refuses a missing name and a dimension that is none. */
    public GraphInput {
      present(name, "source.frozenGraph.inputs.name");
      shape = some(shape, "source.frozenGraph.inputs.shape");
      if (shape.stream().anyMatch(d -> d != -1 && d < 1)) {
        throw new IllegalArgumentException(
            "source.frozenGraph.inputs.shape has dimensions of 1 or more, or -1, not " + shape);
      }
    }
  }

  /** A file that is 8-bit throughout already; it is never changed. */
  public record Tflite(@JsonProperty(required = true) String uri) implements Model {
    /** Refuses a missing URI. */
    public Tflite {
      present(uri, "source.tflite.uri");
    }
  }

  /** An export folder of Cloud AutoML Vision: a .tflite file with its labels. */
  public record AutoMl(@JsonProperty(required = true) String uri) implements Model {
    /** Refuses a missing URI. */
    public AutoMl {
      present(uri, "source.autoML.uri");
    }
  }

  /**
   * Data that shows the quantiser what the model meets.
   *
   * @param samples how many of the file's samples are used, 200 unless said otherwise
   * @param pixels what images are turned into; null for data without images
   * @param digest what the content must be; null for any
   */
  public record Calibration(
      @JsonProperty(required = true) String uri,
      int samples,
      @Nullable Pixels pixels,
      @Nullable String digest) {
    private static final int DEFAULT_SAMPLES = 200;

    /** Refuses a missing URI. */
    @JsonCreator
    public Calibration(
        @JsonProperty(value = "uri", required = true) String uri,
        @JsonProperty("samples") @Nullable Integer samples,
        @JsonProperty("pixels") @Nullable Pixels pixels,
        @JsonProperty("digest") @Nullable String digest) {
      this(uri, samples == null ? DEFAULT_SAMPLES : samples.intValue(), pixels, digest);
    }

    /** Refuses a missing URI and a count below 1. */
    public Calibration {
      present(uri, "calibration.uri");
      if (samples < 1) {
        throw new IllegalArgumentException("calibration.samples is at least 1, not " + samples);
      }
    }
  }

  /** What the numbers 0 to 255 of an image become. */
  public enum Pixels {
    ZeroToOne,
    MinusOneToOne,
    ZeroTo255
  }

  /** How many scales the weights of a dense layer have: one, or one for each output. */
  public enum DenseWeights {
    PerTensor,
    PerChannel
  }

  /** The type of inputs and outputs. */
  public enum Io {
    UInt8,
    Int8,
    Float32
  }

  /**
   * How to quantise.
   *
   * @param denseWeights null for one scale, and that another may be tried
   */
  public record Quantization(
      @JsonProperty(required = true) Io io, @Nullable DenseWeights denseWeights) {
    /** Refuses a missing type. */
    public Quantization {
      present(io, "quantization.io");
    }
  }

  /** How accuracy is counted. */
  public enum Metric {
    Top1,
    Top5
  }

  /**
   * What to measure, and what the quantised model must reach.
   *
   * @param minimum of the quantised model, 0 to 1; null for any
   * @param maxDrop from float to quantised, 0 to 1; null for any
   * @param digest what the content must be; null for any
   */
  public record Evaluation(
      @JsonProperty(required = true) String uri,
      @Nullable Metric metric,
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maxDrop,
      @Nullable String digest) {
    /** Refuses shares outside of 0 to 1. */
    public Evaluation {
      present(uri, "evaluation.uri");
      metric = metric == null ? Metric.Top1 : metric;
      share(minimum, "evaluation.minimum");
      share(maxDrop, "evaluation.maxDrop");
    }

    private static void share(@Nullable BigDecimal value, String what) {
      if (value != null && (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0)) {
        throw new IllegalArgumentException(what + " is a share from 0 to 1, not " + value);
      }
    }
  }

  private static <T> List<T> some(@Nullable List<T> list, String what) {
    if (list == null || list.isEmpty()) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return List.copyOf(list);
  }

  private static void present(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
  }
}
