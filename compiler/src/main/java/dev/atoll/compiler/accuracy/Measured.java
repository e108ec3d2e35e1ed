package dev.atoll.compiler.accuracy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation counted, not rounded. What needs a float model is null without one.
 *
 * @param metric Top1 or Top5
 * @param samples at least 1
 * @param floatRight how many samples the float model gets right
 * @param quantizedRight the same of the quantised model
 * @param adaptedRight the same of the model with lowered operator versions; null when there is none
 *     or it does not run
 * @param agreement how many samples both models put into the same class
 * @param classes only those that occur
 * @param worst the surest mistakes of the quantised model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measured(
    @JsonProperty(required = true) String metric,
    @JsonProperty(required = true) int samples,
    @JsonProperty("float") @Nullable Integer floatRight,
    @JsonProperty(value = "quantized", required = true) int quantizedRight,
    @JsonProperty("adapted") @Nullable Integer adaptedRight,
    @Nullable Integer agreement,
    @JsonProperty(required = true) List<PerClass> classes,
    @JsonProperty(required = true) List<Mistake> worst) {

  /** Refuses counts that cannot be. */
  public Measured {
    possible(quantizedRight, samples);
    if (floatRight != null) {
      possible(floatRight, samples);
    }
    if (agreement != null) {
      possible(agreement, samples);
    }
    if (adaptedRight != null) {
      possible(adaptedRight, samples);
    }
    classes = List.copyOf(classes);
    worst = List.copyOf(worst);
  }

  /** With what the adapted model gets right of the same samples. */
  public Measured withAdapted(int right) {
    return new Measured(
        metric, samples, floatRight, quantizedRight, right, agreement, classes, worst);
  }

  private static void possible(int count, int samples) {
    if (samples < 1 || count < 0 || count > samples) {
      throw new IllegalArgumentException(count + " of " + samples + " samples is no count");
    }
  }

  /** The samples of one class, and how many of them each model gets right. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PerClass(
      @JsonProperty("class") int number,
      int samples,
      @JsonProperty("float") @Nullable Integer floatRight,
      @JsonProperty("quantized") int quantizedRight) {}

  /**
   * A sample that the quantised model gets wrong.
   *
   * @param index in the evaluation data
   * @param label the true class
   * @param floatClass what the float model says
   * @param quantizedClass what the quantised model says
   * @param margin by how much the score of the wrong class is above the true one's, a decimal
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Mistake(
      int index,
      int label,
      @JsonProperty("float") @Nullable Integer floatClass,
      @JsonProperty("quantized") int quantizedClass,
      String margin) {}
}
