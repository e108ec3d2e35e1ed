package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.operator.device.Assigner;
import dev.atoll.operator.device.DeviceViews;
import dev.atoll.operator.device.Fleet;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.kube.LeanStore;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.StatusWriter;
import dev.atoll.operator.kube.Written;
import dev.atoll.operator.model.ModelWriter.Made;
import dev.atoll.rollout.RolloutSpec;
import dev.atoll.rollout.SteadyStatePlan;
import dev.atoll.rollout.SteadyStatePlanner;
import dev.atoll.rollout.SteadyStateSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns an EdgeModel into revisions and rollouts, and keeps the fleet steady between them. */
@Singleton
@ControllerConfiguration(
    name = "model",
    generationAwareEventProcessing = false,
    informer = @Informer(itemStore = LeanStore.class),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 30_000)
@RateLimited(maxReconciliations = 20, within = 1)
public final class ModelReconciler implements Reconciler<EdgeModel> {
  private static final String MANAGER = "atoll-model";
  private static final Duration OBSERVE_AGAIN = Duration.ofMillis(200);
  private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Caches caches;
  private final Fleet fleet;
  private final Assigner assigner;
  private final InstantSource clock;
  private final ModelPlanner planner = new ModelPlanner();
  private final SteadyStatePlanner steadyPlanner = new SteadyStatePlanner();
  private final Written written = new Written();
  private final StatusWriter statuses;
  private final ModelWriter writer;
  private final SimpleInboundEventSource<EdgeModel> trigger =
      new SimpleInboundEventSource<>("caches");

  public ModelReconciler(
      KubernetesClient client, Caches caches, Fleet fleet, Assigner assigner, InstantSource clock) {
    this.client = client;
    this.caches = caches;
    this.fleet = fleet;
    this.assigner = assigner;
    this.clock = clock;
    this.statuses = new StatusWriter(client, written);
    this.writer = new ModelWriter(client, statuses, clock);
    fleet.onChange(keys -> keys.forEach(this::wake));
    caches.revisions().onChange((before, after) -> wake(keyOf(after == null ? before : after)));
    caches.zoo().onChange((before, after) -> zooChanged());
    caches.rollouts().onChange((before, after) -> wake(keyOf(after == null ? before : after)));
  }

  private void zooChanged() {
    for (var model : caches.models().list()) if (Zoo.asked(model)) wake(ModelKey.of(model));
  }

  private static @Nullable String keyOf(@Nullable HasMetadata owned) {
    return switch (owned) {
      case ModelRevision r -> ModelKey.of(r.getMetadata().getNamespace(), r.getSpec().model());
      case ModelRollout r -> ModelKey.of(r.getMetadata().getNamespace(), r.getSpec().model());
      case null, default -> null;
    };
  }

  private void wake(@Nullable String key) {
    if (key != null) ModelKey.resource(key).ifPresent(trigger::propagateEvent);
  }

  @Override
  public List<EventSource<?, EdgeModel>> prepareEventSources(
      EventSourceContext<EdgeModel> context) {
    return List.of(trigger);
  }

  @Override
  public UpdateControl<EdgeModel> reconcile(EdgeModel asked, Context<EdgeModel> context) {
    boolean leaving = asked.getMetadata().getDeletionTimestamp() != null;
    if (leaving || written.outdated(asked)) return UpdateControl.noUpdate();
    var snapshot = observe(asked);
    var model = snapshot.model();
    if (snapshot.revisions().stream().anyMatch(written::outdated)) return again(OBSERVE_AGAIN);
    var members = fleet.members();
    if (assigner.outdated(members)) return again(OBSERVE_AGAIN);
    var plan = planner.plan(snapshot);
    var steady = plan.steady() ? steady(model, plan, members) : null;
    var outcome = steady == null ? Assigner.Outcome.DONE : assign(model, steady, members);
    var made = writer.create(model, plan.create());
    if (made instanceof Made.Taken taken) {
      write(model, ModelStatuses.nameTaken(model, taken, clock.instant()));
      return again(REFUSED_AGAIN);
    }
    boolean judged = made instanceof Made.Done && writer.judge(model, plan.verdicts());
    writer.delete(plan);
    if (!judged) return again(OBSERVE_AGAIN);
    store(model, plan, steady, snapshot);
    return control(steady, outcome);
  }

  private ModelSnapshot observe(EdgeModel model) {
    var key = ModelKey.of(model);
    var resolution = Zoo.resolve(model, Zoo.entries(caches));
    return new ModelSnapshot(
        resolution instanceof Zoo.Resolution.Resolved(EdgeModel resolved) ? resolved : model,
        owned(model, caches.revisions().ofModel(key)),
        rollouts(model, owned(model, caches.rollouts().ofModel(key))),
        inUse(key),
        resolution instanceof ZooRefusal refused ? refused : null);
  }

  private static <T extends HasMetadata> List<T> owned(EdgeModel model, List<T> all) {
    return all.stream().filter(o -> owns(model, o)).toList();
  }

  static boolean owns(EdgeModel model, HasMetadata object) {
    var uid = model.getMetadata().getUid();
    return object.getMetadata().getOwnerReferences().stream().anyMatch(r -> r.getUid().equals(uid));
  }

  /** The cache may lag behind a rollout that was just made; then the API server is asked. */
  private List<ModelRollout> rollouts(EdgeModel model, List<ModelRollout> cached) {
    var known = model.getStatus() == null ? null : model.getStatus().rollout();
    if (known == null || cached.stream().anyMatch(r -> r.getMetadata().getName().equals(known)))
      return cached;
    var live =
        client
            .resources(ModelRollout.class)
            .inNamespace(model.getMetadata().getNamespace())
            .withName(known)
            .get();
    if (live == null || owned(model, List.of(live)).isEmpty()) return cached;
    var all = new ArrayList<>(cached);
    all.add(live);
    return all;
  }

  private Set<String> inUse(String key) {
    var names = new HashSet<String>();
    for (var device : caches.devices().ofModel(key)) {
      var entry = Devices.entries(device).get(key);
      if (entry == null) continue;
      names.add(entry.active().revision());
      if (entry.fallback() != null) names.add(entry.fallback().revision());
    }
    return names;
  }

  private SteadyStatePlan steady(EdgeModel model, ModelPlan plan, List<Fleet.Member> members) {
    var stable = revision(model, plan.stable());
    var last = Waves.of(model).getLast();
    var snapshot =
        new SteadyStateSnapshot(
            model.getMetadata().getUid(),
            stable.flatMap(Revisions::planned).orElse(null),
            Revisions.paused(model),
            last.maxConcurrent(),
            Waves.maxFailed(last),
            RolloutSpec.ACTIVATION_DEADLINE,
            SteadyStateSnapshot.FAILURE_WINDOW,
            DeviceViews.of(model, members, stable.map(Revisions::variants).orElse(Set.of())));
    return steadyPlanner.plan(snapshot, clock.instant());
  }

  private Optional<ModelRevision> revision(EdgeModel model, @Nullable String name) {
    return name == null
        ? Optional.empty()
        : caches.revisions().get(model.getMetadata().getNamespace(), name);
  }

  private Assigner.Outcome assign(
      EdgeModel model, SteadyStatePlan steady, List<Fleet.Member> members) {
    var devices =
        members.stream()
            .collect(
                Collectors.toMap(m -> m.device().getMetadata().getName(), Fleet.Member::device));
    return assigner.apply(model, steady.actions(), devices);
  }

  private void store(
      EdgeModel model, ModelPlan plan, @Nullable SteadyStatePlan steady, ModelSnapshot snapshot) {
    var wanted =
        snapshot.revisions().stream()
            .filter(r -> r.getMetadata().getName().equals(plan.wanted()))
            .findFirst();
    write(model, new ModelStatuses(model, plan, steady, wanted.orElse(null)).at(clock.instant()));
  }

  private void write(EdgeModel model, EdgeModelStatus status) {
    if (!status.equals(model.getStatus())) statuses.write(model, EdgeModel::new, status, MANAGER);
  }

  private static UpdateControl<EdgeModel> control(
      @Nullable SteadyStatePlan steady, Assigner.Outcome outcome) {
    return switch (outcome) {
      case OUTDATED -> again(OBSERVE_AGAIN);
      case REFUSED -> again(REFUSED_AGAIN);
      case DONE ->
          steady == null || steady.requeueAfter() == null
              ? UpdateControl.noUpdate()
              : again(steady.requeueAfter());
    };
  }

  private static UpdateControl<EdgeModel> again(Duration wait) {
    return UpdateControl.<EdgeModel>noUpdate().rescheduleAfter(wait);
  }
}
