package dev.atoll.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One wave as it stands in the status. Phase and target are memory; the rest is derived anew in
 * each plan.
 *
 * @param target how many devices, fixed when the wave opens; 0 before
 * @param soakUntil when the last soak that is running ends, or {@code null}
 * @param reason why it stands where it stands, or {@code null} while there is nothing to say
 */
public record WaveProgress(
    String name,
    WavePhase phase,
    int target,
    WaveCounts counts,
    @Nullable Instant soakUntil,
    @Nullable Reason reason) {
  WaveProgress with(WavePhase next, @Nullable Reason why) {
    return new WaveProgress(name, next, target, counts, soakUntil, why);
  }

  WaveProgress withTarget(int devices) {
    return new WaveProgress(name, phase, devices, counts, soakUntil, reason);
  }

  WaveProgress with(WaveCounts now, @Nullable Instant soaksUntil) {
    return new WaveProgress(name, phase, target, now, soaksUntil, reason);
  }
}
