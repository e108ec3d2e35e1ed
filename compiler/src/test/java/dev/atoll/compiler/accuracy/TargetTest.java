package dev.atoll.compiler.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest.Evaluation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static Measured of1000(int floatRight, int quantisedRight) {
    return new Measured("Top1", 1000, floatRight, quantisedRight, null, 990, List.of(), List.of());
  }

  private static Evaluation wanted(String minimum, String maxDrop) {
    return new Evaluation(
        "s3://models/e.npz", null, new BigDecimal(minimum), new BigDecimal(maxDrop), null);
  }

  private static Refusal refused(Evaluation wanted, Measured found) {
    return ((Outcome.Refused<?>) Target.check(wanted, found)).refusal();
  }

  @Test
  void exactlyTheMinimumAndTheGreatestDropAreEnough() {
    assertThat(Target.check(wanted("0.900", "0.02"), of1000(920, 900)))
        .isEqualTo(Outcome.done(Optional.of(new Accuracy("Top1", "0.920", "0.900", "0.020"))));
  }

  @Test
  void oneSampleBelowTheMinimumIsRefusedWithBothFigures() {
    Refusal refusal = refused(wanted("0.90", "0.02"), of1000(905, 899));
    assertThat(refusal.reason()).isEqualTo(Reason.AccuracyBelowTarget);
    assertThat(refusal.retryable()).isFalse();
    assertThat(refusal.message())
        .contains("0.899", "0.90", "899 of 1000", "0.905", "calibration data");
  }

  @Test
  void afloatModelThatMissesTheMinimumIsNotBlamedOnQuantisation() {
    assertThat(refused(wanted("0.90", "1"), of1000(100, 98)).message())
        .contains("float model misses it as well", "labels");
  }

  @Test
  void oneSampleTooMuchOfDropIsRefused() {
    assertThat(refused(wanted("0", "0.02"), of1000(921, 900)).message())
        .contains("0.021", "0.921", "0.900", "maxDrop 0.02");
  }

  private static Search.Attempt attempt(String what, String drop, boolean chosen) {
    return new Search.Attempt(what, 200, "PerTensor", 450, drop, chosen, null, "1.5");
  }

  private static Search search(String stopped, Search.Attempt... attempts) {
    return new Search(stopped, "Top1", 500, 500, 20, 460, List.of(attempts));
  }

  @Test
  void theRefusalTellsWhatWasTried() {
    Search search =
        search(
            "Attempts", attempt("AsAsked", "0.050", false), attempt("Percentile", "0.030", false));
    Outcome<?> outcome = Target.check(wanted("0", "0.02"), of1000(950, 900), search);
    assertThat(((Outcome.Refused<?>) outcome).refusal().message())
        .contains("500 samples kept for choosing", "AsAsked 0.050, Percentile 0.030")
        .contains("more was not allowed", "quantisation-aware");
  }

  @Test
  void achoiceThatDisappointsTheOtherHalfSaysSo() {
    Search search =
        search("Met", attempt("AsAsked", "0.050", false), attempt("MoreSamples", "0.010", true));
    assertThat(
            ((Outcome.Refused<?>) Target.check(wanted("0", "0.02"), of1000(950, 900), search))
                .refusal()
                .message())
        .contains("not on the 500 samples kept for judging");
  }

  @Test
  void noArtifactSaysHowLongAnAttemptTook() {
    Search search = search("Met", attempt("MoreSamples", "0.010", true)).withoutSeconds();
    assertThat(search.attempts().getFirst().seconds()).isNull();
    assertThat(search.chosen().orElseThrow().what()).isEqualTo("MoreSamples");
  }

  @Test
  void onlyADropCanBeSearchedFor() {
    assertThat(Target.dropsTooMuch(wanted("0.99", "0.02"), of1000(920, 900))).isFalse();
    assertThat(Target.dropsTooMuch(wanted("0", "0.02"), of1000(921, 900))).isTrue();
    assertThat(Target.dropsTooMuch(null, of1000(921, 900))).isFalse();
  }

  @Test
  void abetterQuantisedModelHasANegativeDrop() {
    assertThat(Accuracy.of(of1000(900, 905)).drop()).isEqualTo("-0.005");
  }

  @Test
  void withoutAFloatModelOnlyTheMinimumCounts() {
    Measured found = new Measured("Top1", 1000, null, 900, null, null, List.of(), List.of());
    assertThat(Target.check(wanted("0.900", "0"), found))
        .isEqualTo(Outcome.done(Optional.of(new Accuracy("Top1", null, "0.900", null))));
    assertThat(refused(wanted("0.901", "0"), found).message())
        .contains("900 of 1000", "0.901", "8-bit already")
        .doesNotContain("null", "float model");
  }

  @Test
  void withoutAnEvaluationThereIsNothingToMiss() {
    assertThat(Target.check(null, null)).isEqualTo(Outcome.done(Optional.empty()));
  }
}
