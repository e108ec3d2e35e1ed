package dev.atoll.rollout;

import java.util.Comparator;
import java.util.List;

/** Which devices an open wave takes next. */
final class WaveFilling {
  private WaveFilling() {}

  /**
   * Devices that the wave should still take and could, now or when others are done. Devices on a
   * revision in between, left over from a superseded run, come first: they are the ones that
   * already left the stable revision.
   */
  static List<RolloutDevice> wanted(WaveFacts wave, int target, RolloutSpec spec) {
    return wave.left().stream()
        .filter(d -> d.state() instanceof DeviceState.Pending)
        .sorted(Comparator.comparing(d -> onKnownRevision(d.view(), spec)))
        .limit(places(wave, target))
        .toList();
  }

  /** How many of them may start now. */
  static int startable(WaveFacts wave) {
    var max = wave.spec().maxConcurrent();
    return max == null ? Integer.MAX_VALUE : Math.max(0, max - wave.counts().updating());
  }

  /**
   * A wave of fixed size takes more than its target only when tolerated failures would leave it
   * without the successes that it needs.
   */
  private static int places(WaveFacts wave, int target) {
    if (wave.last()) return Integer.MAX_VALUE;
    var counts = wave.counts();
    int silent = wave.members(DeviceState.Unreachable.class::isInstance).size();
    int alive = counts.succeeded() + counts.soaking() + counts.updating() + silent;
    int spare = Math.max(0, WavePass.required(wave, target) - alive);
    return Math.max(spare, Math.max(0, target - wave.members().size()));
  }

  private static boolean onKnownRevision(DeviceView device, RolloutSpec spec) {
    var entry = device.entry();
    var from = spec.from();
    return entry == null || (from != null && entry.active().revision().sameContent(from));
  }
}
