package dev.atoll.compiler.accuracy;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest.Evaluation;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the quantised model must reach, compared without rounding. */
public final class Target {
  private Target() {}

  /**
   * The shares to show, when both targets are met. Null stays null: nobody asked for an evaluation.
   */
  public static Outcome<java.util.Optional<Accuracy>> check(
      @Nullable Evaluation wanted, @Nullable Measured found) {
    if (wanted == null || found == null) {
      return Outcome.done(java.util.Optional.empty());
    }
    BigDecimal samples = BigDecimal.valueOf(found.samples());
    BigDecimal minimum = wanted.minimum();
    if (minimum != null && of(found.quantizedRight()).compareTo(minimum.multiply(samples)) < 0) {
      return below(belowMinimum(found, minimum));
    }
    BigDecimal maxDrop = wanted.maxDrop();
    int drop = found.floatRight() - found.quantizedRight();
    if (maxDrop != null && of(drop).compareTo(maxDrop.multiply(samples)) > 0) {
      return below(dropTooGreat(found, drop, maxDrop));
    }
    return Outcome.done(java.util.Optional.of(Accuracy.of(found)));
  }

  private static String belowMinimum(Measured m, BigDecimal minimum) {
    boolean floatToo =
        of(m.floatRight()).compareTo(minimum.multiply(BigDecimal.valueOf(m.samples()))) < 0;
    String advice =
        floatToo
            ? "the float model misses it as well: train it further, and check that the labels of the"
                + " evaluation data belong to its samples"
            : "quantisation costs it: give calibration data that is more, or more like real inputs";
    return "quantised %s is %s (%d of %d samples), below the minimum of %s; the float model has %s; %s"
        .formatted(
            m.metric(),
            Accuracy.share(m.quantizedRight(), m.samples()),
            m.quantizedRight(),
            m.samples(),
            minimum.toPlainString(),
            Accuracy.share(m.floatRight(), m.samples()),
            advice);
  }

  private static String dropTooGreat(Measured m, int drop, BigDecimal maxDrop) {
    return ("%s drops by %s from %s (float) to %s (quantised), more than maxDrop %s: give calibration"
            + " data that is more, or more like real inputs, or allow a greater maxDrop")
        .formatted(
            m.metric(),
            Accuracy.share(drop, m.samples()),
            Accuracy.share(m.floatRight(), m.samples()),
            Accuracy.share(m.quantizedRight(), m.samples()),
            maxDrop.toPlainString());
  }

  private static BigDecimal of(int count) {
    return BigDecimal.valueOf(count);
  }

  private static <T> Outcome<T> below(String message) {
    return Outcome.refused(Refusal.last(Reason.AccuracyBelowTarget, message));
  }
}
