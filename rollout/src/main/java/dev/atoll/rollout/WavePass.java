package dev.atoll.rollout;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether an open wave passes: the first check that objects decides. */
final class WavePass {
  @FunctionalInterface
  private interface Check {
    @Nullable Reason objection(WaveFacts wave, int target, int wanted);
  }

  private static final List<Check> CHECKS =
      List.of(
          WavePass::updating,
          WavePass::soaking,
          WavePass::successes,
          (wave, target, wanted) -> gates(wave));

  private WavePass() {}

  /**
   * Why the wave does not pass, or {@code null} when it does.
   *
   * @param wanted devices that it should still take and can
   */
  static @Nullable Reason objection(WaveFacts wave, int target, int wanted) {
    return CHECKS.stream()
        .map(check -> check.objection(wave, target, wanted))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * How many real successes the wave needs. Only a last wave that found nobody to change, after
   * waves that passed, needs none.
   */
  static int required(WaveFacts wave, int target) {
    if (wave.last() && wave.number() > 0 && wave.members().isEmpty()) return 0;
    return Math.min(wave.spec().minSucceeded(), Math.max(1, target));
  }

  private static @Nullable Reason updating(WaveFacts wave, int target, int wanted) {
    int updating = wave.counts().updating();
    if (updating + wanted == 0) return null;
    var text = updating + " updating, " + wanted + " to come, " + wave.counts().succeeded();
    return reason(wave, ReasonCode.Updating, text + " of " + target + " succeeded");
  }

  private static @Nullable Reason soaking(WaveFacts wave, int target, int wanted) {
    int soaking = wave.counts().soaking();
    if (soaking == 0) return null;
    return reason(wave, ReasonCode.Soaking, Sentences.devices(soaking) + " soaking");
  }

  private static @Nullable Reason successes(WaveFacts wave, int target, int wanted) {
    var counts = wave.counts();
    int required = required(wave, target);
    if (counts.succeeded() >= required) return null;
    var text =
        "%d of %d needed successes; %d failed, %d lost, %d unreachable, %d deferred"
            .formatted(
                counts.succeeded(),
                required,
                counts.failed(),
                counts.lost(),
                counts.unreachable(),
                counts.deferred());
    return reason(wave, ReasonCode.WaitingForDevices, text);
  }

  private static @Nullable Reason gates(WaveFacts wave) {
    return wave.gates().stream()
        .filter(g -> g.result() != GateFact.Result.PASS)
        .findFirst()
        .map(g -> reason(wave, ReasonCode.WaitingForGate, g.name() + ": " + g.message()))
        .orElse(null);
  }

  static Reason reason(WaveFacts wave, ReasonCode code, String what) {
    var text = "Wave " + wave.spec().name() + ": " + what;
    return Sentences.reason(code, Sentences.clip(text, Sentences.WAVE));
  }
}
