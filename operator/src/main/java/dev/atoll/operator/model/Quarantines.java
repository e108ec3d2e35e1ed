package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Quarantine;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.WavePhase;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.WaveStatus;
import dev.atoll.operator.model.ModelPlan.Verdict;
import dev.atoll.rollout.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which revisions must not be rolled out again, and why. */
final class Quarantines {
  private Quarantines() {}

  /** The quarantines that have to be written: those that differ from what stands. */
  static List<Verdict> verdicts(ModelSnapshot s) {
    var verdicts = new ArrayList<Verdict>();
    for (var revision : s.revisions()) {
      var wanted = wanted(revision, s.model(), s.rollouts());
      if (!Objects.equals(wanted, stands(revision))) verdicts.add(new Verdict(revision, wanted));
    }
    return verdicts;
  }

  private static @Nullable Quarantine stands(ModelRevision revision) {
    return revision.getStatus() == null ? null : revision.getStatus().quarantine();
  }

  /**
   * The last rollout of the revision that ended in a judgement decides; without one, what stands
   * goes on. Another value of retry ends it.
   */
  static @Nullable Quarantine wanted(
      ModelRevision revision, EdgeModel model, List<ModelRollout> rollouts) {
    var judged =
        rollouts.stream()
            .filter(r -> r.getSpec().to().equals(revision.getMetadata().getName()))
            .filter(Quarantines::judges)
            .max(RolloutNumbers.OLDEST_FIRST);
    var quarantine = judged.isEmpty() ? stands(revision) : judged.map(Quarantines::of).orElse(null);
    boolean counts =
        quarantine != null && Objects.equals(quarantine.retry(), model.getSpec().retry());
    return counts ? quarantine : null;
  }

  private static boolean judges(ModelRollout rollout) {
    var status = rollout.getStatus();
    if (status == null || status.phase() == null) return false;
    return switch (status.phase()) {
      case Succeeded -> true;
      case Failed -> !ReasonCode.AbortedByUser.name().equals(status.reason());
      case Superseded -> tripped(status) != null;
      case Progressing, Paused, RollingBack -> false;
    };
  }

  private static @Nullable WaveStatus tripped(ModelRolloutStatus status) {
    if (status.waves() == null) return null;
    return status.waves().stream()
        .filter(w -> w.phase() == WavePhase.Tripped)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Quarantine of(ModelRollout rollout) {
    var status = Objects.requireNonNull(rollout.getStatus());
    var name = rollout.getMetadata().getName();
    var retry = rollout.getSpec().retry();
    if (status.phase() == ModelRolloutStatus.Phase.Failed)
      return new Quarantine(name, status.reason(), status.message(), retry);
    var tripped = tripped(status);
    return tripped == null || status.phase() == ModelRolloutStatus.Phase.Succeeded
        ? null
        : new Quarantine(name, tripped.reason(), tripped.message(), retry);
  }
}
