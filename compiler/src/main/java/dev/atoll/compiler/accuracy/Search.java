package dev.atoll.compiler.accuracy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was tried after the first quantisation had cost more accuracy than maxDrop. The evaluation
 * data is split in two: one half chooses between the attempts, the other one, which no attempt ever
 * saw, judges the choice.
 *
 * @param stopped Met, NothingLeft, Attempts, Seconds or TooFewSamples
 * @param metric null when nothing could be tried
 * @param choosing samples in the half that chooses, 0 when nothing could be tried
 * @param judging samples in the half that judges
 * @param seed of the split
 * @param floatRight how many of the choosing samples the float model gets right
 * @param attempts in the order they were made, the first one included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Search(
    @JsonProperty(required = true) String stopped,
    @Nullable String metric,
    int choosing,
    int judging,
    int seed,
    @JsonProperty("float") @Nullable Integer floatRight,
    @JsonProperty(required = true) List<Attempt> attempts) {

  /** Copies the list. */
  public Search {
    attempts = List.copyOf(attempts);
  }

  /**
   * One way of quantising.
   *
   * @param what AsAsked, MoreSamples, WithoutOutliers, Percentile, LeastError or OtherDense
   * @param calibrationSamples how many of them it used
   * @param denseWeights PerTensor or PerChannel
   * @param quantizedRight how many of the choosing samples it gets right, null when it failed
   * @param drop from the float model on the choosing half, a decimal; null when it failed
   * @param error why it failed, else null
   * @param seconds how long it took, a decimal; null in reports
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attempt(
      @JsonProperty(required = true) String what,
      int calibrationSamples,
      String denseWeights,
      @JsonProperty("quantized") @Nullable Integer quantizedRight,
      @Nullable String drop,
      boolean chosen,
      @Nullable String error,
      @Nullable String seconds) {
    private Attempt withoutSeconds() {
      return new Attempt(
          what, calibrationSamples, denseWeights, quantizedRight, drop, chosen, error, null);
    }
  }

  /** The same for an artifact, whose bytes must not depend on how fast a machine was. */
  public Search withoutSeconds() {
    return new Search(
        stopped,
        metric,
        choosing,
        judging,
        seed,
        floatRight,
        attempts.stream().map(Attempt::withoutSeconds).toList());
  }

  /** The attempt whose model was taken. */
  public Optional<Attempt> chosen() {
    return attempts.stream().filter(Attempt::chosen).findFirst();
  }

  /** What was tried and what came of it, in one sentence. */
  String told() {
    if (attempts.isEmpty()) {
      return "nothing else was tried, since the evaluation data has too few samples to choose by";
    }
    String each =
        attempts.stream()
            .map(a -> a.what() + " " + (a.drop() == null ? "failed" : a.drop()))
            .collect(Collectors.joining(", "));
    return "drops of what was tried, on %d samples kept for choosing: %s%s"
        .formatted(choosing, each, ending());
  }

  private String ending() {
    return switch (stopped) {
      case "Seconds" -> "; then the time for it was over";
      case "Attempts" -> "; more was not allowed";
      case "Met" ->
          "; the last one met maxDrop there, but not on the %d samples kept for judging"
              .formatted(judging);
      default -> "";
    };
  }
}
