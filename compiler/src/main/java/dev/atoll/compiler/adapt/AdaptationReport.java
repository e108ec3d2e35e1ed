package dev.atoll.compiler.adapt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.tflite.adapt.Adaptation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the adapter did to the file that the Edge TPU compiler gets, for the report.
 *
 * @param lowered operators whose version became lower
 * @param kept sentences about operators that stay beyond the compiler's reach
 * @param silenced options without effect that were taken out
 * @param fixedBatches tensors whose batch was open and is 1 now
 * @param proof null when nothing was adapted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdaptationReport(
    @JsonProperty(required = true) List<Adaptation.Lowered> lowered,
    @JsonProperty(required = true) List<String> kept,
    @JsonProperty(required = true) List<Adaptation.Silenced> silenced,
    @JsonProperty(required = true) int fixedBatches,
    @Nullable Proof proof) {

  /**
   * Both files gave the same outputs to the last bit.
   *
   * @param samples inputs that both were given
   * @param kernels sets of kernels that both ran with
   * @param evaluated samples of the evaluation data that the adapted file was measured on; 0
   *     without such data
   * @param right how many of these it gets right
   */
  public record Proof(int samples, List<String> kernels, int evaluated, int right) {}

  /** Copies the lists. */
  public AdaptationReport {
    lowered = List.copyOf(lowered);
    kept = List.copyOf(kept);
    silenced = List.copyOf(silenced);
  }
}
