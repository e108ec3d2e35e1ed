package dev.atoll.operator.rollout;

import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Sample;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.WaveStatus;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Conditions.Fact;
import dev.atoll.operator.kube.Times;
import dev.atoll.operator.model.Rollouts;
import dev.atoll.rollout.DeviceSample;
import dev.atoll.rollout.Progress;
import dev.atoll.rollout.Reason;
import dev.atoll.rollout.RolloutPhase;
import dev.atoll.rollout.RolloutPlan;
import dev.atoll.rollout.RolloutSpec;
import dev.atoll.rollout.WaveCounts;
import dev.atoll.rollout.WavePhase;
import dev.atoll.rollout.WaveProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a ModelRollout and the planner's progress: the same in two languages. */
final class Statuses {
  private static final int WAVE_MESSAGE = 512;
  private static final int MESSAGE = 1024;

  private Statuses() {}

  /** What was stored; the beginning when nothing was, or when it does not fit the spec. */
  static Progress read(@Nullable ModelRolloutStatus status, RolloutSpec spec) {
    if (status == null || status.phase() == null || status.waves() == null)
      return Progress.initial(spec);
    if (status.waves().size() != spec.waves().size()) return Progress.initial(spec);
    return new Progress(
        phase(status.phase()),
        reason(status.reason(), status.message()),
        status.waves().stream().map(Statuses::wave).toList(),
        status.samples() == null
            ? List.of()
            : status.samples().stream().map(Statuses::sample).toList());
  }

  private static WaveProgress wave(WaveStatus w) {
    return new WaveProgress(
        w.name(),
        w.phase() == null
            ? WavePhase.PENDING
            : WavePhase.valueOf(w.phase().name().toUpperCase(java.util.Locale.ROOT)),
        w.target() == null ? 0 : w.target(),
        new WaveCounts(
            w.updating(),
            w.soaking(),
            w.succeeded(),
            w.failed(),
            w.lost(),
            w.unreachable(),
            w.deferred()),
        Times.parse(w.soakUntil()),
        reason(w.reason(), w.message()));
  }

  private static DeviceSample sample(Sample s) {
    return new DeviceSample(
        s.device(),
        s.state() == null ? "" : s.state(),
        new Reason(s.reason() == null ? "" : s.reason(), s.message() == null ? "" : s.message()));
  }

  private static @Nullable Reason reason(@Nullable String code, @Nullable String message) {
    return code == null ? null : new Reason(code, message == null ? "" : message);
  }

  /** What is to be stored. */
  static ModelRolloutStatus write(
      RolloutPlan plan, @Nullable ModelRolloutStatus before, long generation, Instant now) {
    var progress = plan.progress();
    var reason = progress.reason();
    return new ModelRolloutStatus(
        generation,
        phase(progress.phase()),
        reason == null ? null : reason.code(),
        reason == null ? null : Conditions.bounded(reason.message(), MESSAGE),
        openWave(progress),
        finishedAt(progress.phase(), before, now),
        Rollouts.counts(plan.counts()),
        progress.waves().stream().map(Statuses::wave).toList(),
        progress.samples().isEmpty()
            ? null
            : progress.samples().stream().map(Statuses::sample).toList(),
        Conditions.of(
            before == null ? null : before.conditions(), facts(progress), generation, now));
  }

  /** What stands goes on standing, and the reason says why nothing moves. */
  static ModelRolloutStatus stableMissing(ModelRollout rollout, Instant now) {
    var before = Objects.requireNonNullElseGet(rollout.getStatus(), Statuses::begun);
    long generation = Objects.requireNonNullElse(rollout.getMetadata().getGeneration(), 1L);
    var reason = RolloutReason.StableRevisionMissing.name();
    var message =
        "ModelRevision %1$s, to which the devices would go back, is gone or has no artifact: no device is changed until it is Ready again; restore it, or apply the EdgeModel as it was for %1$s"
            .formatted(rollout.getSpec().from());
    return new ModelRolloutStatus(
        generation,
        Objects.requireNonNullElse(before.phase(), Phase.Progressing),
        reason,
        message,
        before.wave(),
        before.finishedAt(),
        before.devices(),
        before.waves(),
        before.samples(),
        Conditions.of(
            before.conditions(),
            List.of(
                Fact.of("Progressing", false, reason, message),
                Fact.of("Degraded", true, reason, message)),
            generation,
            now));
  }

  private static ModelRolloutStatus begun() {
    return new ModelRolloutStatus(
        null, Phase.Progressing, null, null, null, null, null, null, null, null);
  }

  private static @Nullable String openWave(Progress progress) {
    return progress.phase().terminal()
        ? null
        : progress.waves().stream()
            .filter(w -> w.phase() == WavePhase.OPEN || w.phase() == WavePhase.TRIPPED)
            .findFirst()
            .or(() ->
                progress.waves().stream().filter(w -> w.phase() == WavePhase.PENDING).findFirst())
            .map(WaveProgress::name)
            .orElse(null);
  }

  private static @Nullable String finishedAt(
      RolloutPhase phase, @Nullable ModelRolloutStatus before, Instant now) {
    if (!phase.terminal()) return null;
    return before != null && before.finishedAt() != null
        ? before.finishedAt()
        : now.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static WaveStatus wave(WaveProgress w) {
    var c = w.counts();
    return new WaveStatus(
        w.name(),
        phase(w.phase()),
        w.target(),
        c.updating(),
        c.soaking(),
        c.succeeded(),
        c.failed(),
        c.lost(),
        c.unreachable(),
        c.deferred(),
        w.soakUntil() == null ? null : w.soakUntil().toString(),
        w.reason() == null ? null : w.reason().code(),
        w.reason() == null ? null : Conditions.bounded(w.reason().message(), WAVE_MESSAGE));
  }

  private static ModelRolloutStatus.WavePhase phase(WavePhase phase) {
    return switch (phase) {
      case PENDING -> ModelRolloutStatus.WavePhase.Pending;
      case OPEN -> ModelRolloutStatus.WavePhase.Open;
      case PASSED -> ModelRolloutStatus.WavePhase.Passed;
      case TRIPPED -> ModelRolloutStatus.WavePhase.Tripped;
    };
  }

  private static Sample sample(DeviceSample s) {
    return new Sample(
        s.device(),
        s.state(),
        s.reason().code(),
        Conditions.bounded(s.reason().message(), WAVE_MESSAGE));
  }

  private static List<Fact> facts(Progress progress) {
    var phase = phase(progress.phase()).name();
    var reason = progress.reason();
    var code = reason == null ? phase : reason.code();
    var message = reason == null ? "the rollout is " + phase : reason.message();
    boolean degraded =
        progress.phase() == RolloutPhase.FAILED
            || progress.phase() == RolloutPhase.ROLLING_BACK
            || progress.waves().stream().anyMatch(w -> w.phase() == WavePhase.TRIPPED);
    return List.of(
        Fact.of("Progressing", !progress.phase().terminal(), code, message),
        Fact.of(
            "Degraded",
            degraded,
            degraded ? code : "AsPlanned",
            degraded ? message : "no wave has tripped"));
  }

  private static RolloutPhase phase(Phase phase) {
    return switch (phase) {
      case Progressing -> RolloutPhase.PROGRESSING;
      case Paused -> RolloutPhase.PAUSED;
      case RollingBack -> RolloutPhase.ROLLING_BACK;
      case Succeeded -> RolloutPhase.SUCCEEDED;
      case Failed -> RolloutPhase.FAILED;
      case Superseded -> RolloutPhase.SUPERSEDED;
    };
  }

  private static Phase phase(RolloutPhase phase) {
    return switch (phase) {
      case PROGRESSING -> Phase.Progressing;
      case PAUSED -> Phase.Paused;
      case ROLLING_BACK -> Phase.RollingBack;
      case SUCCEEDED -> Phase.Succeeded;
      case FAILED -> Phase.Failed;
      case SUPERSEDED -> Phase.Superseded;
    };
  }
}
