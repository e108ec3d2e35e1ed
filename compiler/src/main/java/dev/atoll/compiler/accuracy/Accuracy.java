package dev.atoll.compiler.accuracy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Shares as the status shows them: decimals with three places.
 *
 * @param floatShare absent when there is no float model
 * @param drop absent when there is no float model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"metric", "float", "quantized", "drop"})
public record Accuracy(
    String metric,
    @JsonProperty("float") @Nullable String floatShare,
    String quantized,
    @Nullable String drop) {

  /** Rounded from the counts; the drop from its exact value. */
  public static Accuracy of(Measured m) {
    return new Accuracy(
        m.metric(),
        m.floatRight() == null ? null : share(m.floatRight(), m.samples()),
        share(m.quantizedRight(), m.samples()),
        m.floatRight() == null ? null : share(m.floatRight() - m.quantizedRight(), m.samples()));
  }

  /** {@code part / whole} with three places. */
  public static String share(int part, int whole) {
    return BigDecimal.valueOf(part)
        .divide(BigDecimal.valueOf(whole), 3, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
