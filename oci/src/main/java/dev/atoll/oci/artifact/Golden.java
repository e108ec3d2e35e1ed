package dev.atoll.oci.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device must compute before it may serve a model.
 *
 * @param kernels which kernels the outputs were computed with, for people
 * @param toleranceSteps greatest allowed difference per element of a quantised output, in
 *     quantisation steps
 * @param toleranceFloat greatest allowed absolute difference per element of an FP32 output; absent
 *     when no output is FP32
 * @param samples 1 to 16
 */
@JsonPropertyOrder({"kernels", "toleranceSteps", "toleranceFloat", "samples"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Golden(
    String kernels, int toleranceSteps, @Nullable Double toleranceFloat, List<Sample> samples) {
  /** More samples would make the start of every device slow. */
  public static final int MAX_SAMPLES = 16;

  /** The greatest golden.json, in bytes. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;

  /** Refuses missing parts, too many samples and tolerances that would accept anything. */
  public Golden(
      @Nullable String kernels,
      int toleranceSteps,
      @Nullable Double toleranceFloat,
      @Nullable List<Sample> samples) {
    if (kernels == null || kernels.length() > 200) {
      throw new IllegalArgumentException("golden samples name their kernels in ≤ 200 characters");
    }
    if (toleranceSteps < 0 || toleranceSteps > 64) {
      throw new IllegalArgumentException("toleranceSteps is 0 to 64, not " + toleranceSteps);
    }
    if (toleranceFloat != null && !(toleranceFloat >= 0 && toleranceFloat <= 1e6)) {
      throw new IllegalArgumentException("toleranceFloat is 0 to 1000000, not " + toleranceFloat);
    }
    if (samples == null || samples.isEmpty() || samples.size() > MAX_SAMPLES) {
      throw new IllegalArgumentException("there are 1 to " + MAX_SAMPLES + " golden samples");
    }
    for (Sample s : samples) {
      check(s, toleranceFloat != null);
    }
    this.kernels = kernels;
    this.toleranceSteps = toleranceSteps;
    this.toleranceFloat = toleranceFloat;
    this.samples = List.copyOf(samples);
  }

  private static void check(@Nullable Sample sample, boolean floats) {
    if (sample == null) {
      throw new IllegalArgumentException("null stands among the golden samples");
    }
    boolean needsFloat = sample.outputs().stream().anyMatch(t -> t.datatype() == DataType.FP32);
    if (needsFloat && !floats) {
      throw new IllegalArgumentException("an FP32 output needs toleranceFloat");
    }
  }

  /** The tolerance for float outputs, when one is set. */
  public Optional<Double> floatTolerance() {
    return Optional.ofNullable(toleranceFloat);
  }

  /** Canonical JSON. */
  public byte[] toBytes() {
    return Json.write(this);
  }

  /**
   * Reads golden.json.
   *
   * @throws OciException ManifestInvalid with what is wrong, TooLarge
   */
  public static Golden parse(byte[] json) throws OciException {
    if (json.length > MAX_BYTES) {
      throw new OciException(
          OciException.Reason.TooLarge, "golden.json has at most " + MAX_BYTES + " bytes", false);
    }
    return Json.read(json, Golden.class, "golden.json");
  }
}
