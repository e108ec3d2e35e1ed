package dev.atoll.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a rollout: all that must survive a restart, and what people read.
 *
 * @param reason why the phase is what it is
 * @param waves one for each wave of the spec, in order
 * @param samples at most {@link #MAX_SAMPLES} devices worth a look, the worst first
 */
public record Progress(
    RolloutPhase phase,
    @Nullable Reason reason,
    List<WaveProgress> waves,
    List<DeviceSample> samples) {
  public static final int MAX_SAMPLES = 20;

  public Progress {
    waves = List.copyOf(waves);
    samples = List.copyOf(samples);
  }

  /** Before the first plan. */
  public static Progress initial(RolloutSpec spec) {
    var waves =
        spec.waves().stream()
            .map(w -> new WaveProgress(w.name(), WavePhase.PENDING, 0, WaveCounts.NONE, null, null))
            .toList();
    return new Progress(RolloutPhase.PROGRESSING, null, waves, List.of());
  }
}
