package dev.atoll.tflite.adapt;

import java.util.List;

/**
 * What the adapter made of a model.
 *
 * @param model the adapted file; the very bytes that came in when nothing was to change
 * @param lowered operators whose version became lower
 * @param kept operators that use what the compiler cannot read, and were left as they are
 * @param silenced options that had no effect and were taken out
 * @param fixedBatches tensors whose batch was open and is 1 now
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Adaptation(
    byte[] model,
    List<Lowered> lowered,
    List<Kept> kept,
    List<Silenced> silenced,
    int fixedBatches) {

  /** Copies the lists. */
  public Adaptation {
    lowered = List.copyOf(lowered);
    kept = List.copyOf(kept);
    silenced = List.copyOf(silenced);
  }

  /** Whether the file differs from the one that came in. */
  public boolean changed() {
    return !lowered.isEmpty() || !silenced.isEmpty() || fixedBatches > 0;
  }

  /**
   * An operator whose version says less now.
   *
   * @param operator index within its subgraph
   */
  public record Lowered(int subgraph, int operator, String name, int from, int to) {}

  /**
   * An operator that would compute something else, or nothing, in an older version.
   *
   * @param operator index within its subgraph
   * @param name as it stands in the file; escape it where it is shown
   * @param why the feature that it uses
   */
  public record Kept(int subgraph, int operator, String name, int version, String why) {
    /** A sentence that names the operator. */
    public String message() {
      return "%s (operator %d, version %d) uses %s, which compiler 16 does not read"
          .formatted(name, operator, version, why);
    }
  }

  /** An option without effect on this very operator. */
  public record Silenced(int subgraph, int operator, String name, String option) {}
}
