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
    return new Measured("Top1", 1000, floatRight, quantisedRight, 990, List.of(), List.of());
  }

  private static Evaluation wanted(String minimum, String maxDrop) {
    return new Evaluation(
        "s3://models/e.npz", null, new BigDecimal(minimum), new BigDecimal(maxDrop));
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

  @Test
  void abetterQuantisedModelHasANegativeDrop() {
    assertThat(Accuracy.of(of1000(900, 905)).drop()).isEqualTo("-0.005");
  }

  @Test
  void withoutAFloatModelOnlyTheMinimumCounts() {
    Measured found = new Measured("Top1", 1000, null, 900, null, List.of(), List.of());
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
