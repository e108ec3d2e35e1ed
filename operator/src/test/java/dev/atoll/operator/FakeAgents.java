package dev.atoll.operator;

import dev.atoll.api.v1alpha1.Durations;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.operator.kube.Devices;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Honest doubles of the device agents: each renews its lease, takes what it is given and reports
 * Active, then Proven after the soak, or Reverted where the test says so.
 */
final class FakeAgents implements AutoCloseable {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("atoll-agent")
          .withForce(true)
          .build();

  /** Revisions that every device finds too slow. */
  final Set<String> slow = ConcurrentHashMap.newKeySet();

  private final KubernetesClient client;
  private final SharedIndexInformer<EdgeDevice> informer;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Map<String, ModelReport>> reports = new ConcurrentHashMap<>();
  private final Set<String> on = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> writes = new ConcurrentHashMap<>();
  private volatile Predicate<String> deaf = d -> false;

  FakeAgents(KubernetesClient client) {
    this.client = client;
    informer =
        client
            .resources(EdgeDevice.class)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(EdgeDevice d) {
                    thread.execute(() -> see(d));
                  }

                  @Override
                  public void onUpdate(EdgeDevice before, EdgeDevice d) {
                    thread.execute(() -> see(d));
                  }

                  @Override
                  public void onDelete(EdgeDevice d, boolean unknown) {}
                });
    thread.scheduleAtFixedRate(() -> on.forEach(this::renew), 500, 500, TimeUnit.MILLISECONDS);
  }

  /** Makes the Node and starts its agent. */
  void add(String name, Map<String, String> labels) {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("atoll.dev/device", "cpu")
                .addToLabels(labels)
                .endMetadata()
                .build())
        .create();
    start(name);
  }

  void start(String name) {
    on.add(name);
    renew(name);
    thread.execute(() -> {
      var device = client.resources(EdgeDevice.class).withName(name).get();
      if (device != null) see(device);
    });
  }

  /** From now on it renews no lease and hears nothing. */
  void stop(String name) {
    on.remove(name);
  }

  int writes(String name) {
    return writes.getOrDefault(name, 0);
  }

  private void renew(String name) {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("atoll-system")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("store-" + name)
                .withLeaseDurationSeconds(2)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .fieldManager("atoll-agent")
        .forceConflicts()
        .serverSideApply();
  }

  private void see(EdgeDevice device) {
    var name = device.getMetadata().getName();
    if (!on.contains(name) || deaf.test(name)) return;
    var known = reports.computeIfAbsent(name, n -> new TreeMap<>());
    var entries = Devices.entries(device);
    boolean changed = known.keySet().retainAll(entries.keySet());
    for (var entry : entries.values()) {
      var report = known.get(entry.name());
      if (report != null && java.util.Objects.equals(report.attempt(), entry.attempt())) continue;
      known.put(entry.name(), first(entry));
      changed = true;
    }
    if (changed) write(name);
  }

  private ModelReport first(ModelAssignment entry) {
    var soak = Durations.parse(entry.active().soak(), Duration.ZERO);
    if (slow.contains(entry.active().revision()))
      return report(entry, Phase.Reverted, "LatencyAboveTarget", "p99 of 200 ms is above 20 ms");
    if (soak.isZero()) return report(entry, Phase.Proven, null, null);
    return report(entry, Phase.Active, null, null);
  }

  private ModelReport report(
      ModelAssignment entry,
      Phase phase,
      @org.jspecify.annotations.Nullable String reason,
      @org.jspecify.annotations.Nullable String message) {
    return new ModelReport(
        entry.name(),
        entry.active().revision(),
        entry.attempt(),
        phase,
        reason,
        message,
        entry.active().revision(),
        "Cpu",
        null,
        Instant.now().toString());
  }

  private void write(String name) {
    var known = reports.get(name);
    if (known == null) return;
    var device = new EdgeDevice();
    device.getMetadata().setName(name);
    device.setStatus(
        new EdgeDeviceStatus(
            "machine-" + name,
            "store-" + name,
            "test",
            null,
            new ArrayList<>(known.values()),
            null));
    client.resource(device).subresource("status").patch(APPLY);
    writes.merge(name, 1, Integer::sum);
    for (var report : known.values())
      if (report.phase() == Phase.Active)
        thread.schedule(() -> prove(name, report), soak(name, report), TimeUnit.MILLISECONDS);
  }

  private long soak(String name, ModelReport report) {
    var entry = Devices.entries(informer.getStore().getByKey(name)).get(report.name());
    return entry == null ? 0 : Durations.parse(entry.active().soak(), Duration.ZERO).toMillis();
  }

  private void prove(String name, ModelReport active) {
    var known = reports.get(name);
    if (!on.contains(name) || known == null || known.get(active.name()) != active) return;
    known.put(
        active.name(),
        new ModelReport(
            active.name(),
            active.revision(),
            active.attempt(),
            Phase.Proven,
            null,
            null,
            active.serving(),
            "Cpu",
            null,
            Instant.now().toString()));
    write(name);
  }

  @Override
  public void close() {
    informer.stop();
    thread.shutdownNow();
  }
}
