package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.DeviceCounts;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.EdgeModelStatus.Phase;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Conditions.Fact;
import dev.atoll.operator.kube.Conditions.Standing;
import dev.atoll.operator.model.ModelPlan.Create.NewRollout;
import dev.atoll.operator.model.ModelPlan.Standing.Kind;
import dev.atoll.operator.model.ModelWriter.Made.Taken;
import dev.atoll.rollout.SteadyStatePlan;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an EdgeModel's status says. Pure. */
final class ModelStatuses {
  private final EdgeModel model;
  private final ModelPlan plan;
  private final @Nullable SteadyStatePlan steady;
  private final @Nullable ModelRevision revision;

  /**
   * @param steady the plan outside of rollouts; {@code null} while one runs
   * @param revision the wanted one, when it exists
   */
  ModelStatuses(
      EdgeModel model,
      ModelPlan plan,
      @Nullable SteadyStatePlan steady,
      @Nullable ModelRevision revision) {
    this.model = model;
    this.plan = plan;
    this.steady = steady;
    this.revision = revision;
  }

  EdgeModelStatus at(Instant now) {
    var before = model.getStatus();
    long generation = Objects.requireNonNullElse(model.getMetadata().getGeneration(), 1L);
    var facts = List.of(ready(), compiled(), progressing(), degraded(), paused());
    return new EdgeModelStatus(
        generation,
        phase(),
        plan.stable(),
        candidate(),
        rollout(before == null ? null : before.rollout()),
        running().map(ModelRolloutStatus::wave).orElse(null),
        devices(),
        Conditions.of(before == null ? null : before.conditions(), facts, generation, now));
  }

  /** What stood goes on standing, with why nothing new can be made. */
  static EdgeModelStatus nameTaken(EdgeModel model, Taken taken, Instant now) {
    var before = model.getStatus();
    long generation = Objects.requireNonNullElse(model.getMetadata().getGeneration(), 1L);
    var reason = ModelReason.NameTaken.name();
    var message =
        "%1$s %2$s is there and does not belong to this EdgeModel (is it left over from one that was deleted or restored?); look at it, and when nobody needs it: kubectl delete %3$s %2$s -n %4$s"
            .formatted(
                taken.kind(),
                taken.name(),
                taken.kind().toLowerCase(Locale.ROOT),
                model.getMetadata().getNamespace());
    var facts =
        List.of(
            Fact.of("Ready", false, reason, message),
            new Fact("Compiled", Standing.Unknown, reason, message),
            Fact.of("Progressing", false, reason, message),
            Fact.of("Degraded", true, reason, message),
            Fact.of(
                "Paused",
                Revisions.paused(model),
                Revisions.paused(model)
                    ? ModelReason.PausedByUser.name()
                    : ModelReason.AsPlanned.name(),
                Revisions.paused(model) ? "spec.paused is set" : "not paused"));
    return new EdgeModelStatus(
        generation,
        Phase.Degraded,
        before == null ? null : before.stableRevision(),
        before == null ? null : before.candidateRevision(),
        before == null ? null : before.rollout(),
        before == null ? null : before.wave(),
        before == null ? null : before.devices(),
        Conditions.of(before == null ? null : before.conditions(), facts, generation, now));
  }

  /** The rollout that runs; empty for one that is about to begin. */
  private Optional<ModelRolloutStatus> running() {
    return plan.newest() == null || plan.steady()
        ? Optional.empty()
        : Optional.ofNullable(plan.newest().getStatus()).filter(s -> !Rollouts.over(s));
  }

  private boolean rolling() {
    return !plan.steady();
  }

  private @Nullable String candidate() {
    boolean reached = plan.wanted().equals(plan.stable()) || plan.standing().kind() == Kind.STABLE;
    // What the zoo does not name has no revision, and will have none.
    boolean nameless =
        revision == null
            && plan.standing().kind() == Kind.REFUSED
            && Revisions.pinned(model) == null;
    if (!reached && !nameless) return plan.wanted();
    return rolling() && plan.newest() != null ? plan.newest().getSpec().to() : null;
  }

  /** Kept when the object is gone, so that no later rollout gets its number. */
  private @Nullable String rollout(@Nullable String known) {
    if (plan.create() instanceof NewRollout(var name, var spec)) return name;
    var newest = plan.newest() == null ? null : plan.newest().getMetadata().getName();
    return RolloutNumbers.of(newest) >= RolloutNumbers.of(known) && newest != null ? newest : known;
  }

  private @Nullable DeviceCounts devices() {
    if (steady != null) return Rollouts.counts(steady.counts());
    var before = model.getStatus() == null ? null : model.getStatus().devices();
    return running().map(ModelRolloutStatus::devices).orElse(before);
  }

  private Phase phase() {
    if (Revisions.paused(model)) return Phase.Paused;
    if (rolling())
      return switch (running()
          .map(ModelRolloutStatus::phase)
          .orElse(ModelRolloutStatus.Phase.Progressing)) {
        case Paused -> Phase.Paused;
        case RollingBack -> Phase.Degraded;
        default -> Phase.Progressing;
      };
    return switch (plan.standing().kind()) {
      case COMPILING -> Phase.Compiling;
      case REFUSED -> Phase.Degraded;
      case DUE -> Phase.Progressing;
      case STABLE -> settled() ? Phase.Healthy : troubled() ? Phase.Degraded : Phase.Progressing;
    };
  }

  private boolean settled() {
    return steady != null && steady.settled();
  }

  private boolean troubled() {
    return steady != null && (steady.counts().failed() > 0 || steady.counts().lost() > 0);
  }

  private Fact ready() {
    if (rolling()) return Fact.of("Ready", false, rollingReason(), rollingMessage());
    var standing = plan.standing();
    if (standing.kind() == Kind.COMPILING)
      return Fact.of("Ready", false, standing.reason(), standing.message());
    if (standing.kind() == Kind.DUE)
      return Fact.of(
          "Ready",
          false,
          ModelReason.PausedByUser.name(),
          plan.wanted() + " waits: spec.paused is set");
    if (plan.stable() == null) return nothingStable();
    if (!settled()) return Fact.of("Ready", false, unsettledReason(), unsettledMessage());
    boolean same = standing.reason().equals(ModelReason.SameAsStable.name());
    return Fact.of(
        "Ready",
        true,
        same ? standing.reason() : ModelReason.Healthy.name(),
        same
            ? standing.message()
            : "every reachable, compatible device serves " + plan.stable() + silentOnes());
  }

  private Fact nothingStable() {
    var standing = plan.standing();
    return standing.kind() == Kind.REFUSED
        ? Fact.of("Ready", false, standing.reason(), standing.message())
        : Fact.of(
            "Ready",
            false,
            ModelReason.NothingStable.name(),
            "no revision was proven in the fleet yet");
  }

  private String silentOnes() {
    int silent = steady == null ? 0 : steady.counts().unreachable();
    return silent == 0 ? "" : "; " + silent + " unreachable";
  }

  private String rollingReason() {
    return running().map(ModelRolloutStatus::reason).orElse(ModelReason.RollingOut.name());
  }

  private String rollingMessage() {
    return running()
        .map(ModelRolloutStatus::message)
        .orElse("the rollout of " + target() + " has begun");
  }

  private String target() {
    if (plan.create() instanceof NewRollout(var name, var spec)) return spec.to();
    return plan.newest() == null ? plan.wanted() : plan.newest().getSpec().to();
  }

  private String unsettledReason() {
    return steady != null && steady.reason() != null
        ? steady.reason().code()
        : ModelReason.NotSettled.name();
  }

  private String unsettledMessage() {
    if (steady != null && steady.reason() != null) return steady.reason().message();
    var worst =
        steady == null
            ? ""
            : steady.samples().stream()
                .findFirst()
                .map(s -> ", " + s.device() + ": " + s.reason().code())
                .orElse("");
    return "not every reachable, compatible device serves " + plan.stable() + worst;
  }

  private Fact compiled() {
    var condition =
        revision == null || revision.getStatus() == null
            ? Optional.<io.fabric8.kubernetes.api.model.Condition>empty()
            : Conditions.find(revision.getStatus().conditions(), "Compiled");
    return condition
        .map(c ->
            new Fact("Compiled", Standing.valueOf(c.getStatus()), c.getReason(), c.getMessage()))
        .orElseGet(() ->
            new Fact(
                "Compiled", Standing.Unknown, plan.standing().reason(), plan.standing().message()));
  }

  private Fact progressing() {
    if (rolling()) return Fact.of("Progressing", true, rollingReason(), rollingMessage());
    if (plan.standing().kind() == Kind.COMPILING)
      return Fact.of("Progressing", true, plan.standing().reason(), plan.standing().message());
    if (steady != null && steady.reason() != null)
      return Fact.of("Progressing", true, steady.reason().code(), steady.reason().message());
    return Fact.of("Progressing", false, ModelReason.AsPlanned.name(), "nothing is under way");
  }

  private Fact degraded() {
    var standing = plan.standing();
    if (standing.kind() == Kind.REFUSED)
      return Fact.of("Degraded", true, standing.reason(), standing.message());
    var tripped = running().filter(ModelStatuses::tripped);
    if (tripped.isPresent()) return Fact.of("Degraded", true, rollingReason(), rollingMessage());
    if (troubled()) return Fact.of("Degraded", true, unsettledReason(), unsettledMessage());
    return Fact.of("Degraded", false, ModelReason.AsPlanned.name(), "nothing failed");
  }

  private static boolean tripped(ModelRolloutStatus status) {
    return Conditions.isTrue(status.conditions(), "Degraded");
  }

  private Fact paused() {
    if (Revisions.paused(model))
      return Fact.of(
          "Paused",
          true,
          ModelReason.PausedByUser.name(),
          "spec.paused is set; nothing new is assigned");
    boolean stopped =
        running().filter(s -> s.phase() == ModelRolloutStatus.Phase.Paused).isPresent();
    return stopped
        ? Fact.of("Paused", true, rollingReason(), rollingMessage())
        : Fact.of("Paused", false, ModelReason.AsPlanned.name(), "not paused");
  }
}
