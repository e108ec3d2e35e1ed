package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Events;
import dev.atoll.operator.kube.LeanStore;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.StatusWriter;
import dev.atoll.operator.kube.Times;
import dev.atoll.operator.kube.Written;
import dev.atoll.operator.model.RevisionNames;
import dev.atoll.operator.model.Zoo;
import dev.atoll.rollout.Note;
import dev.atoll.rollout.Reason;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings each ModelRevision to an artifact, or to the reason why there is none. */
@Singleton
@ControllerConfiguration(
    name = "revision",
    generationAwareEventProcessing = false,
    informer = @Informer(itemStore = LeanStore.class),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 30_000)
public final class RevisionReconciler implements Reconciler<ModelRevision> {
  private static final String MANAGER = "atoll-revision";
  private static final String QUARANTINED = "Quarantined";

  private final Caches caches;
  private final CompileBackend backend;
  private final RegistrySettings registry;
  private final Events events;
  private final InstantSource clock;
  private final RevisionPlanner planner;
  private final Written written = new Written();
  private final StatusWriter statuses;
  private final SimpleInboundEventSource<ModelRevision> trigger =
      new SimpleInboundEventSource<>("compiles");

  public RevisionReconciler(
      KubernetesClient client,
      Caches caches,
      CompileBackend backend,
      RegistrySettings registry,
      RetryPolicy retries,
      Events events,
      InstantSource clock) {
    this.events = events;
    this.caches = caches;
    this.backend = backend;
    this.registry = registry;
    this.clock = clock;
    this.planner = new RevisionPlanner(retries);
    this.statuses = new StatusWriter(client, written);
    backend.onChange(id -> trigger.propagateEvent(new ResourceID(id.revision(), id.namespace())));
    caches.models().onChange(this::modelChanged);
    caches.revisions().onChange((before, after) -> forgetDeleted(before, after));
  }

  private void modelChanged(@Nullable EdgeModel before, @Nullable EdgeModel after) {
    if (after == null || (before != null && before.getSpec().equals(after.getSpec()))) return;
    for (var revision : caches.revisions().ofModel(ModelKey.of(after)))
      trigger.propagateEvent(ResourceID.fromResource(revision));
  }

  private void forgetDeleted(@Nullable ModelRevision before, @Nullable ModelRevision after) {
    if (before != null && after == null) backend.forget(CompileId.of(before));
  }

  @Override
  public List<EventSource<?, ModelRevision>> prepareEventSources(
      EventSourceContext<ModelRevision> context) {
    return List.of(trigger);
  }

  @Override
  public UpdateControl<ModelRevision> reconcile(
      ModelRevision revision, Context<ModelRevision> context) {
    if (written.outdated(revision)) return UpdateControl.noUpdate();
    var plan = planner.plan(observe(revision));
    var before = revision.getStatus() == null ? null : own(revision.getStatus());
    var after = own(plan.status());
    if (!after.equals(before) && !statuses.write(revision, ModelRevision::new, after, MANAGER))
      return UpdateControl.noUpdate();
    if (!after.equals(before)) tellRefusal(revision, before, after);
    switch (plan.step()) {
      case START -> backend.start(job(revision, after));
      case FORGET -> backend.forget(CompileId.of(revision));
      case NONE -> {}
    }
    var control = UpdateControl.<ModelRevision>noUpdate();
    return plan.requeueAfter() == null ? control : control.rescheduleAfter(plan.requeueAfter());
  }

  /** Once for each end without an artifact. */
  private void tellRefusal(
      ModelRevision revision, @Nullable ModelRevisionStatus before, ModelRevisionStatus after) {
    boolean failedBefore = before != null && before.phase() == Phase.Failed;
    if (failedBefore || after.phase() != Phase.Failed) return;
    Conditions.find(after.conditions(), "Compiled")
        .map(c -> Note.warning("compile", new Reason(c.getReason(), c.getMessage())))
        .ifPresent(note -> events.emit(revision, note));
  }

  private RevisionSnapshot observe(ModelRevision revision) {
    var namespace = revision.getMetadata().getNamespace();
    var model = caches.models().get(namespace, revision.getSpec().model()).orElse(null);
    boolean wanted =
        model != null
            && RevisionNames.name(Zoo.effective(model, Zoo.entries(caches)))
                .equals(revision.getMetadata().getName());
    return new RevisionSnapshot(
        revision,
        wanted,
        model == null ? null : model.getSpec().retry(),
        backend.state(CompileId.of(revision)),
        clock.instant());
  }

  private CompileJob job(ModelRevision revision, ModelRevisionStatus status) {
    var metadata = revision.getMetadata();
    return new CompileJob(
        CompileId.of(revision, status),
        revision.getSpec(),
        registry.repository(metadata.getNamespace()),
        registry.plainHttp(),
        Objects.requireNonNullElse(Times.parse(metadata.getCreationTimestamp()), Instant.EPOCH));
  }

  /** The status without what the model's reconciler writes: its verdict on the rollouts. */
  private static ModelRevisionStatus own(ModelRevisionStatus s) {
    var conditions =
        s.conditions() == null
            ? null
            : s.conditions().stream().filter(c -> !QUARANTINED.equals(c.getType())).toList();
    return new ModelRevisionStatus(
        s.observedGeneration(),
        s.phase(),
        s.stage(),
        s.tries(),
        s.retry(),
        s.artifact(),
        s.artifactKey(),
        s.inputs(),
        s.variants(),
        s.accuracy(),
        s.toolchain(),
        null,
        conditions == null || conditions.isEmpty() ? null : conditions);
  }
}
