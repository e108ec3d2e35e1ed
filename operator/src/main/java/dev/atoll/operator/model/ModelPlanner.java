package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutSpec;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.model.ModelPlan.Create;
import dev.atoll.operator.model.ModelPlan.Standing;
import dev.atoll.operator.model.ModelPlan.Standing.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides about one EdgeModel: which revision, and whether it is rolled out. Pure. */
final class ModelPlanner {

  ModelPlan plan(ModelSnapshot s) {
    var newest = s.rollouts().stream().max(RolloutNumbers.OLDEST_FIRST).orElse(null);
    var stable = stable(s.model(), newest);
    var wanted = Revisions.wanted(s.model());
    var revision = find(s, wanted).orElse(null);
    var verdicts = Quarantines.verdicts(s);
    boolean quarantined =
        revision != null && Quarantines.wanted(revision, s.model(), s.rollouts()) != null;
    var standing = standing(s, revision, stable, quarantined);
    boolean running = newest != null && !Rollouts.over(newest.getStatus());
    var create = create(s, revision, stable, running, standing);
    return new ModelPlan(
        stable,
        wanted,
        create,
        verdicts,
        newest,
        !running && !(create instanceof Create.NewRollout),
        standing,
        History.oldRevisions(s, wanted, stable, newest),
        History.oldRollouts(s.rollouts()));
  }

  /**
   * The newest rollout tells: it began from the stable revision, and only its success changes that.
   * When a person deleted it, the status does.
   */
  private static @Nullable String stable(EdgeModel model, @Nullable ModelRollout newest) {
    var status = model.getStatus();
    var known = status == null ? null : status.rollout();
    if (newest == null
        || RolloutNumbers.of(newest.getMetadata().getName()) < RolloutNumbers.of(known))
      return status == null ? null : status.stableRevision();
    var phase = newest.getStatus() == null ? null : newest.getStatus().phase();
    return phase == ModelRolloutStatus.Phase.Succeeded
        ? newest.getSpec().to()
        : newest.getSpec().from();
  }

  private static Optional<ModelRevision> find(ModelSnapshot s, @Nullable String name) {
    return s.revisions().stream().filter(r -> r.getMetadata().getName().equals(name)).findFirst();
  }

  private static Standing standing(
      ModelSnapshot s,
      @Nullable ModelRevision revision,
      @Nullable String stable,
      boolean quarantined) {
    var pinned = Revisions.pinned(s.model());
    if (pinned != null && (revision == null || !Revisions.ready(revision)))
      return new Standing(
          Kind.REFUSED,
          ModelReason.PinnedRevisionNotFound.name(),
          "spec.pinnedRevision names %s, and there is no such revision that is Ready; see kubectl get modelrevisions"
              .formatted(pinned));
    if (s.refused() != null && pinned == null)
      return new Standing(Kind.REFUSED, s.refused().reason(), s.refused().message());
    if (revision == null)
      return new Standing(
          Kind.COMPILING, ModelReason.Compiling.name(), "the compile is about to start");
    return switch (Revisions.phase(revision)) {
      case Pending, Compiling -> compiling(revision);
      case Failed -> refused(revision);
      case Ready -> ready(s, revision, stable, quarantined);
    };
  }

  private static Standing compiling(ModelRevision revision) {
    var name = revision.getMetadata().getName();
    var waiting = compiled(revision).filter(c -> "False".equals(c.getStatus()));
    return waiting.isPresent()
        ? new Standing(
            Kind.COMPILING, waiting.get().getReason(), name + ": " + waiting.get().getMessage())
        : new Standing(Kind.COMPILING, ModelReason.Compiling.name(), name + " is being compiled");
  }

  private static Standing refused(ModelRevision revision) {
    var why = compiled(revision);
    return new Standing(
        Kind.REFUSED,
        why.map(c -> c.getReason()).orElse("Failed"),
        revision.getMetadata().getName()
            + " was refused: "
            + why.map(c -> c.getMessage()).orElse("no reason is known"));
  }

  private static Optional<io.fabric8.kubernetes.api.model.Condition> compiled(
      ModelRevision revision) {
    return revision.getStatus() == null
        ? Optional.empty()
        : Conditions.find(revision.getStatus().conditions(), "Compiled");
  }

  private static Standing ready(
      ModelSnapshot s, ModelRevision revision, @Nullable String stable, boolean quarantined) {
    var name = revision.getMetadata().getName();
    if (name.equals(stable))
      return new Standing(
          Kind.STABLE, ModelReason.Healthy.name(), name + " is the stable revision");
    if (quarantined) return quarantined(s, revision);
    var content = Revisions.planned(revision);
    var proven = find(s, stable).flatMap(Revisions::planned);
    if (content.isPresent() && proven.isPresent() && content.get().sameContent(proven.get()))
      return new Standing(
          Kind.STABLE,
          ModelReason.SameAsStable.name(),
          "%s cannot be told apart from %s, which the devices have".formatted(name, stable));
    return new Standing(Kind.DUE, ModelReason.RollingOut.name(), name + " is to be rolled out");
  }

  private static Standing quarantined(ModelSnapshot s, ModelRevision revision) {
    var quarantine = Quarantines.wanted(revision, s.model(), s.rollouts());
    var why = quarantine == null || quarantine.message() == null ? "" : ": " + quarantine.message();
    return new Standing(
        Kind.REFUSED,
        ModelReason.Quarantined.name(),
        "%s failed in the fleet and is not tried again until spec.retry gets a new value%s"
            .formatted(revision.getMetadata().getName(), why));
  }

  private static Create create(
      ModelSnapshot s,
      @Nullable ModelRevision revision,
      @Nullable String stable,
      boolean running,
      Standing standing) {
    var model = s.model();
    if (revision == null && Revisions.pinned(model) == null && s.refused() == null) {
      var spec = RevisionNames.spec(model);
      return new Create.NewRevision(RevisionNames.name(spec), spec);
    }
    if (revision == null || running || standing.kind() != Kind.DUE || Revisions.paused(model))
      return new Create.Nothing();
    var status = model.getStatus();
    var name = revision.getMetadata().getName();
    return new Create.NewRollout(
        RolloutNumbers.next(name, s.rollouts(), status == null ? null : status.rollout()),
        new ModelRolloutSpec(
            model.getMetadata().getName(), stable, name, model.getSpec().retry(), Waves.of(model)));
  }
}
