package dev.atoll.operator.rollout;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.operator.device.Assigner;
import dev.atoll.operator.device.DeviceViews;
import dev.atoll.operator.device.Fleet;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Events;
import dev.atoll.operator.kube.LeanStore;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.StatusWriter;
import dev.atoll.operator.kube.Written;
import dev.atoll.operator.model.Revisions;
import dev.atoll.operator.model.Rollouts;
import dev.atoll.operator.model.Waves;
import dev.atoll.operator.model.Zoo;
import dev.atoll.rollout.Revision;
import dev.atoll.rollout.RolloutPlan;
import dev.atoll.rollout.RolloutPlanner;
import dev.atoll.rollout.RolloutSnapshot;
import dev.atoll.rollout.RolloutSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs a ModelRollout: observes the fleet, plans, assigns, writes the status once. */
@Singleton
@ControllerConfiguration(
    name = "rollout",
    generationAwareEventProcessing = false,
    informer = @Informer(itemStore = LeanStore.class),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 30_000)
@RateLimited(maxReconciliations = 20, within = 1)
public final class RolloutReconciler implements Reconciler<ModelRollout> {
  private static final String MANAGER = "atoll-rollout";
  private static final Duration OBSERVE_AGAIN = Duration.ofMillis(200);
  private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

  private final Caches caches;
  private final Fleet fleet;
  private final Assigner assigner;
  private final InstantSource clock;
  private final RolloutPlanner planner = new RolloutPlanner();
  private final Written written = new Written();
  private final StatusWriter statuses;
  private final Events events;
  private final SimpleInboundEventSource<ModelRollout> trigger =
      new SimpleInboundEventSource<>("fleet");

  public RolloutReconciler(
      KubernetesClient client,
      Caches caches,
      Fleet fleet,
      Assigner assigner,
      Events events,
      InstantSource clock) {
    this.caches = caches;
    this.fleet = fleet;
    this.assigner = assigner;
    this.events = events;
    this.clock = clock;
    this.statuses = new StatusWriter(client, written);
    fleet.onChange(keys -> keys.forEach(this::wake));
    caches.models().onChange(this::modelChanged);
    caches.revisions().onChange((before, after) -> wake(keyOf(after == null ? before : after)));
  }

  private static String keyOf(@Nullable ModelRevision revision) {
    return revision == null
        ? ""
        : ModelKey.of(revision.getMetadata().getNamespace(), revision.getSpec().model());
  }

  private void modelChanged(@Nullable EdgeModel before, @Nullable EdgeModel after) {
    if (after == null || (before != null && before.getSpec().equals(after.getSpec()))) return;
    wake(ModelKey.of(after));
  }

  private void wake(String modelKey) {
    caches.rollouts().ofModel(modelKey).stream()
        .filter(r -> !Rollouts.over(r.getStatus()))
        .forEach(r -> trigger.propagateEvent(ResourceID.fromResource(r)));
  }

  @Override
  public List<EventSource<?, ModelRollout>> prepareEventSources(
      EventSourceContext<ModelRollout> context) {
    return List.of(trigger);
  }

  @Override
  public UpdateControl<ModelRollout> reconcile(
      ModelRollout rollout, Context<ModelRollout> context) {
    if (Rollouts.over(rollout.getStatus()) || written.outdated(rollout))
      return UpdateControl.noUpdate();
    var members = fleet.members();
    if (assigner.outdated(members))
      return UpdateControl.<ModelRollout>noUpdate().rescheduleAfter(OBSERVE_AGAIN);
    var model = model(rollout);
    if (model.isEmpty()) return UpdateControl.noUpdate();
    var now = clock.instant();
    if (stableMissing(rollout)) return await(rollout, now);
    var spec = spec(rollout);
    if (spec.isEmpty()) return UpdateControl.noUpdate();
    var plan = planner.plan(observe(rollout, model.get(), spec.get(), members), now);
    var devices =
        members.stream()
            .collect(
                Collectors.toMap(m -> m.device().getMetadata().getName(), Fleet.Member::device));
    var outcome = assigner.apply(model.get(), plan.actions(), devices);
    boolean stored = store(rollout, plan, now);
    if (stored) plan.notes().forEach(n -> events.emit(rollout, n));
    return again(plan, outcome);
  }

  private Optional<EdgeModel> model(ModelRollout rollout) {
    var namespace = rollout.getMetadata().getNamespace();
    return caches
        .models()
        .get(namespace, rollout.getSpec().model())
        .filter(m ->
            rollout.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getUid().equals(m.getMetadata().getUid())));
  }

  /** A way back that cannot be walked is not the same as none: a plan would unload the model. */
  private boolean stableMissing(ModelRollout rollout) {
    return rollout.getSpec().from() != null && from(rollout).isEmpty();
  }

  private Optional<Revision> from(ModelRollout rollout) {
    return Optional.ofNullable(rollout.getSpec().from()).flatMap(name -> planned(rollout, name));
  }

  private Optional<Revision> planned(ModelRollout rollout, String name) {
    return caches
        .revisions()
        .get(rollout.getMetadata().getNamespace(), name)
        .flatMap(Revisions::planned);
  }

  private UpdateControl<ModelRollout> await(ModelRollout rollout, Instant now) {
    var status = Statuses.stableMissing(rollout, now);
    if (!status.equals(rollout.getStatus()))
      statuses.write(rollout, ModelRollout::new, status, MANAGER);
    return UpdateControl.<ModelRollout>noUpdate().rescheduleAfter(REFUSED_AGAIN);
  }

  /** Empty while the candidate's revision has no artifact: nothing can be planned without it. */
  private Optional<RolloutSpec> spec(ModelRollout rollout) {
    var asked = rollout.getSpec();
    return planned(rollout, asked.to())
        .map(to ->
            new RolloutSpec(
                rollout.getMetadata().getName(),
                from(rollout).orElse(null),
                to,
                Waves.planned(asked.waves())));
  }

  private RolloutSnapshot observe(
      ModelRollout rollout, EdgeModel model, RolloutSpec spec, List<Fleet.Member> members) {
    var revisions = caches.revisions().ofModel(ModelKey.of(model));
    var to =
        revisions.stream()
            .filter(r -> r.getMetadata().getName().equals(rollout.getSpec().to()))
            .findFirst();
    return new RolloutSnapshot(
        spec,
        Statuses.read(rollout.getStatus(), spec),
        Revisions.wish(Zoo.effective(model, Zoo.entries(caches)), revisions, rollout),
        DeviceViews.of(model, members, to.map(Revisions::variants).orElse(java.util.Set.of())),
        List.of());
  }

  private boolean store(ModelRollout rollout, RolloutPlan plan, Instant now) {
    long generation = Objects.requireNonNullElse(rollout.getMetadata().getGeneration(), 1L);
    var status = Statuses.write(plan, rollout.getStatus(), generation, now);
    return status.equals(rollout.getStatus())
        || statuses.write(rollout, ModelRollout::new, status, MANAGER);
  }

  private static UpdateControl<ModelRollout> again(RolloutPlan plan, Assigner.Outcome outcome) {
    var control = UpdateControl.<ModelRollout>noUpdate();
    var wait = plan.requeueAfter();
    var retry =
        switch (outcome) {
          case DONE -> wait;
          case OUTDATED -> OBSERVE_AGAIN;
          case REFUSED -> wait == null || wait.compareTo(REFUSED_AGAIN) > 0 ? REFUSED_AGAIN : wait;
        };
    return retry == null ? control : control.rescheduleAfter(retry);
  }
}
