package dev.atoll.rollout;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a wave trips: the first check that says why decides. */
final class WaveLimits {
  @FunctionalInterface
  private interface Check {
    @Nullable Reason violation(WaveFacts wave, int target);
  }

  private static final List<Check> CHECKS =
      List.of(
          WaveLimits::failures,
          WaveLimits::losses,
          (wave, target) -> gate(wave),
          WaveLimits::exhausted);

  private WaveLimits() {}

  /** Why the wave, opened with this target, must not go on; {@code null} when it may. */
  static @Nullable Reason violation(WaveFacts wave, int target) {
    return CHECKS.stream()
        .map(check -> check.violation(wave, target))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Reason failures(WaveFacts wave, int target) {
    var failed = wave.members(DeviceState.Failed.class::isInstance);
    var limit = wave.spec().maxFailed();
    if (failed.size() <= limit.asLimit(wave.counts().ended())) return null;
    var why = " failed (more than maxFailed " + limit + "): ";
    return sentence(wave, ReasonCode.TooManyFailed, share(failed, wave, target) + why, failed);
  }

  private static @Nullable Reason losses(WaveFacts wave, int target) {
    var lost = wave.members(DeviceState.Lost.class::isInstance);
    var limit = wave.spec().maxLost();
    if (lost.size() <= limit.asLimit(wave.counts().ended())) return null;
    var why = " lost (more than maxLost " + limit + "): ";
    return sentence(wave, ReasonCode.TooManyLost, share(lost, wave, target) + why, lost);
  }

  private static @Nullable Reason gate(WaveFacts wave) {
    return wave.gates().stream()
        .filter(g -> g.result() == GateFact.Result.FAIL)
        .findFirst()
        .map(g -> "gate " + g.name() + " failed: " + g.message())
        .map(text -> sentence(wave, ReasonCode.GateFailed, text, List.of()))
        .orElse(null);
  }

  /** Failures within the limit, but nobody is left who could still succeed. */
  private static @Nullable Reason exhausted(WaveFacts wave, int target) {
    var counts = wave.counts();
    boolean over =
        wave.members().size() == counts.succeeded() + counts.failed() && wave.left().isEmpty();
    if (!over || counts.failed() == 0 || counts.succeeded() >= WavePass.required(wave, target))
      return null;
    var failed = wave.members(DeviceState.Failed.class::isInstance);
    var why =
        counts.succeeded()
            + " succeeded of "
            + WavePass.required(wave, target)
            + " needed, and no device is left: ";
    return sentence(wave, ReasonCode.TooManyFailed, why, failed);
  }

  private static String share(List<RolloutDevice> some, WaveFacts wave, int target) {
    int all = Math.max(target, wave.members().size());
    return some.size() + " of " + all + " devices";
  }

  private static Reason sentence(
      WaveFacts wave, ReasonCode code, String what, List<RolloutDevice> devices) {
    var text =
        "Wave " + wave.spec().name() + ": " + what + Sentences.some(devices, Sentences::fate);
    return Sentences.reason(code, Sentences.clip(text, Sentences.WAVE));
  }
}
