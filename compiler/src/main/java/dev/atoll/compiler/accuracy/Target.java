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
   * Without a float model there is no drop, and maxDrop is not compared.
   */
  public static Outcome<java.util.Optional<Accuracy>> check(
      @Nullable Evaluation wanted, @Nullable Measured found) {
    return check(wanted, found, null);
  }

  /**
   * The same, saying in the refusal what was tried.
   *
   * @param search null when nothing was
   */
  public static Outcome<java.util.Optional<Accuracy>> check(
      @Nullable Evaluation wanted, @Nullable Measured found, @Nullable Search search) {
    if (wanted == null || found == null) {
      return Outcome.done(java.util.Optional.empty());
    }
    BigDecimal samples = BigDecimal.valueOf(found.samples());
    BigDecimal minimum = wanted.minimum();
    if (minimum != null && of(found.quantizedRight()).compareTo(minimum.multiply(samples)) < 0) {
      return below(belowMinimum(found, minimum));
    }
    BigDecimal maxDrop = wanted.maxDrop();
    Integer floatRight = found.floatRight();
    if (maxDrop != null && floatRight != null && dropsTooMuch(wanted, found)) {
      return below(dropTooGreat(found, floatRight, maxDrop, search));
    }
    return Outcome.done(java.util.Optional.of(Accuracy.of(found)));
  }

  /** Whether quantisation costs more than is allowed, which another way of it might not. */
  public static boolean dropsTooMuch(@Nullable Evaluation wanted, @Nullable Measured found) {
    if (wanted == null || wanted.maxDrop() == null || found == null || found.floatRight() == null) {
      return false;
    }
    int drop = found.floatRight() - found.quantizedRight();
    return of(drop).compareTo(wanted.maxDrop().multiply(of(found.samples()))) > 0;
  }

  private static String belowMinimum(Measured m, BigDecimal minimum) {
    return "quantised %s is %s (%d of %d samples), below the minimum of %s; %s"
        .formatted(
            m.metric(),
            Accuracy.share(m.quantizedRight(), m.samples()),
            m.quantizedRight(),
            m.samples(),
            minimum.toPlainString(),
            advice(m, minimum));
  }

  private static String advice(Measured m, BigDecimal minimum) {
    Integer floatRight = m.floatRight();
    if (floatRight == null) {
      return "the source is 8-bit already: quantise it anew with calibration data that is more like"
          + " real inputs, and check that the labels of the evaluation data belong to its samples";
    }
    boolean floatToo =
        of(floatRight).compareTo(minimum.multiply(BigDecimal.valueOf(m.samples()))) < 0;
    return "the float model has "
        + Accuracy.share(floatRight, m.samples())
        + (floatToo
            ? "; the float model misses it as well: train it further, and check that the labels of"
                + " the evaluation data belong to its samples"
            : "; quantisation costs it: give calibration data that is more, or more like real inputs");
  }

  private static String dropTooGreat(
      Measured m, int floatRight, BigDecimal maxDrop, @Nullable Search search) {
    return ("%s drops by %s from %s (float) to %s (quantised), more than maxDrop %s; %sgive calibration"
            + " data that is more like real inputs, train with quantisation in mind (quantisation-aware"
            + " training), or allow a greater maxDrop")
        .formatted(
            m.metric(),
            Accuracy.share(floatRight - m.quantizedRight(), m.samples()),
            Accuracy.share(floatRight, m.samples()),
            Accuracy.share(m.quantizedRight(), m.samples()),
            maxDrop.toPlainString(),
            search == null ? "" : search.told() + "; ");
  }

  private static BigDecimal of(int count) {
    return BigDecimal.valueOf(count);
  }

  private static <T> Outcome<T> below(String message) {
    return Outcome.refused(Refusal.last(Reason.AccuracyBelowTarget, message));
  }
}
