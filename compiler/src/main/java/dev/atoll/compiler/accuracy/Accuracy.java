package dev.atoll.compiler.accuracy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares as the status shows them: decimals with three places. */
@JsonPropertyOrder({"metric", "float", "quantized", "drop"})
public record Accuracy(
    String metric, @JsonProperty("float") String floatShare, String quantized, String drop) {

  /** Rounded from the counts; the drop from its exact value. */
  public static Accuracy of(Measured m) {
    return new Accuracy(
        m.metric(),
        share(m.floatRight(), m.samples()),
        share(m.quantizedRight(), m.samples()),
        share(m.floatRight() - m.quantizedRight(), m.samples()));
  }

  /** {@code part / whole} with three places. */
  public static String share(int part, int whole) {
    return BigDecimal.valueOf(part)
        .divide(BigDecimal.valueOf(whole), 3, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
