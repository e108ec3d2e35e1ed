package dev.atoll.compiler.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to compile, as the operator writes it into the request file.
 *
 * @param calibration null only for a model that is quantised already
 * @param quantization null only for a model that is quantised already
 * @param evaluation null when nobody asked for one
 * @param repository host[:port]/name in the registry
 * @param plainHttp the registry speaks no TLS
 */
public record CompileRequest(
    @JsonProperty(required = true) String namespace,
    @JsonProperty(required = true) String model,
    @JsonProperty(required = true) String revision,
    @JsonProperty(required = true) Source source,
    @Nullable Calibration calibration,
    @Nullable Quantization quantization,
    @Nullable Evaluation evaluation,
    @JsonProperty(required = true) String repository,
    boolean plainHttp) {

  /**
   * Refuses missing parts.
   *
   * @throws IllegalArgumentException naming the part
   */
  public CompileRequest {
    present(namespace, "namespace");
    present(model, "model");
    present(source, "source");
    if (source.savedModel() != null) {
      present(calibration, "calibration");
      present(quantization, "quantization");
    }
    present(repository, "repository");
  }

  /** Where the model is, exactly one of the two, and optionally what its content must be. */
  public record Source(
      @Nullable SavedModel savedModel, @Nullable Tflite tflite, @Nullable String digest) {
    /** Refuses a source of another kind, and two at once. */
    public Source {
      if ((savedModel == null) == (tflite == null)) {
        throw new IllegalArgumentException(
            "source names exactly one of savedModel and tflite, not "
                + (tflite == null ? "none of them" : "both"));
      }
    }

    /** The one that is named. */
    @SuppressWarnings("NullAway") // The constructor lets one of the two through.
    public Model model() {
      return savedModel != null ? savedModel : tflite;
    }
  }

  /** The kinds of models. */
  public sealed interface Model {}

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

  /** A file that is 8-bit throughout already; it is never changed. */
  public record Tflite(@JsonProperty(required = true) String uri) implements Model {
    /** Refuses a missing URI. */
    public Tflite {
      present(uri, "source.tflite.uri");
    }
  }

  /**
   * Data that shows the quantiser what the model meets.
   *
   * @param samples how many of the file's samples are used, 200 unless said otherwise
   */
  public record Calibration(@JsonProperty(required = true) String uri, int samples) {
    private static final int DEFAULT_SAMPLES = 200;

    /** Refuses a missing URI. */
    @JsonCreator
    public Calibration(
        @JsonProperty(value = "uri", required = true) String uri,
        @JsonProperty("samples") @Nullable Integer samples) {
      this(uri, samples == null ? DEFAULT_SAMPLES : samples.intValue());
    }

    /** Refuses a missing URI and a count below 1. */
    public Calibration {
      present(uri, "calibration.uri");
      if (samples < 1) {
        throw new IllegalArgumentException("calibration.samples is at least 1, not " + samples);
      }
    }
  }

  /** The type of inputs and outputs. */
  public enum Io {
    UInt8,
    Int8,
    Float32
  }

  /** How to quantise. */
  public record Quantization(@JsonProperty(required = true) Io io) {
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
   */
  public record Evaluation(
      @JsonProperty(required = true) String uri,
      @Nullable Metric metric,
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maxDrop) {
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

  private static void present(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
  }
}
