package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.kube.Labels;
import dev.atoll.operator.kube.LeanStore;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.StatusWriter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one EdgeDevice for each Node that is a device, and takes entries of models that are gone
 * off it.
 */
@Singleton
@ControllerConfiguration(
    name = "device",
    informer =
        @Informer(
            labelSelector = Labels.DEVICE,
            itemStore = LeanStore.class,
            onUpdateFilter = PlacementChanged.class),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
public final class DeviceReconciler implements Reconciler<Node> {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceReconciler.class);
  private static final String MANAGER = "atoll-device";
  private static final Duration AGAIN = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final Caches caches;
  private final DevicePlanner planner;
  private final SimpleInboundEventSource<Node> trigger = new SimpleInboundEventSource<>("caches");

  public DeviceReconciler(KubernetesClient client, Caches caches, DeviceSettings settings) {
    this.client = client;
    this.caches = caches;
    this.planner = new DevicePlanner(settings.mirroredLabels());
    caches.devices().onChange(this::deviceChanged);
    caches.models().onChange(this::modelChanged);
  }

  private void deviceChanged(@Nullable EdgeDevice before, @Nullable EdgeDevice after) {
    var either = after == null ? before : after;
    if (either == null) return;
    boolean unchanged =
        before != null
            && after != null
            && Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
            && Devices.entries(before).keySet().equals(Devices.entries(after).keySet());
    if (!unchanged) trigger.propagateEvent(new ResourceID(either.getMetadata().getName()));
  }

  private void modelChanged(@Nullable EdgeModel before, @Nullable EdgeModel after) {
    if (before == null || after != null) return;
    for (var device : caches.devices().ofModel(ModelKey.of(before)))
      trigger.propagateEvent(new ResourceID(device.getMetadata().getName()));
  }

  @Override
  public List<EventSource<?, Node>> prepareEventSources(EventSourceContext<Node> context) {
    return List.of(trigger);
  }

  @Override
  public UpdateControl<Node> reconcile(Node node, Context<Node> context) {
    var device = caches.devices().get(node.getMetadata().getName()).orElse(null);
    var known = new TreeSet<String>();
    caches.models().list().forEach(m -> known.add(ModelKey.of(m)));
    var plan = planner.plan(node, device, known);
    try {
      if (plan.apply() != null)
        client.resource(plan.apply()).fieldManager(MANAGER).forceConflicts().serverSideApply();
      if (!plan.orphans().isEmpty()) prune(node.getMetadata().getName(), plan.orphans());
      return UpdateControl.noUpdate();
    } catch (KubernetesClientException e) {
      if (!StatusWriter.outdated(e)) throw e;
      return UpdateControl.<Node>noUpdate().rescheduleAfter(AGAIN);
    }
  }

  /**
   * By update under the object's version: an entry may have owners that an apply cannot overrule.
   */
  private void prune(String name, Set<String> orphans) {
    var live = client.resources(EdgeDevice.class).withName(name).get();
    if (live == null) return;
    var gone = new TreeSet<String>();
    for (var key : orphans) if (confirmedGone(key)) gone.add(key);
    var pruned = DevicePlanner.without(live, gone);
    if (pruned == null) return;
    client.resource(pruned).lockResourceVersion().update();
    LOG.info("Took {} off device {}: their EdgeModels are gone", gone, name);
  }

  /** The cache may lag behind a model that was just made; what unloads models asks again. */
  private boolean confirmedGone(String key) {
    return ModelKey.resource(key)
        .map(id ->
            client
                .resources(EdgeModel.class)
                .inNamespace(id.getNamespace().orElseThrow())
                .withName(id.getName())
                .get())
        .isEmpty();
  }
}
