package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.rollout.Liveness;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All devices as one: EdgeDevices, their Nodes and their leases. Tells which models a change
 * concerns, and hands out what plans need.
 */
public final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

  private final Caches caches;
  private final InstantSource clock;
  private final LivenessTracker liveness = new LivenessTracker();
  private final DeadlineTimer timer;
  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

  public Fleet(Caches caches, InstantSource clock) {
    this.caches = caches;
    this.clock = clock;
    this.timer = new DeadlineTimer(clock, this::expire);
    caches.devices().onChange(this::deviceChanged);
    caches.nodes().onChange(this::nodeChanged);
    caches.leases().onChange(this::leaseChanged);
  }

  /** Fills the caches; returns when they, and what is known of the leases, are complete. */
  public void start() {
    caches.start();
    caches.leases().list().forEach(l -> leaseChanged(null, l));
  }

  /** Hears the keys of the models whose plans may change; in no more than a set per change. */
  public void onChange(Consumer<Set<String>> modelKeys) {
    listeners.add(modelKeys);
  }

  /**
   * One device as it stands.
   *
   * @param node its Node; a device without one is on its way out and is left alone
   */
  public record Member(EdgeDevice device, Node node, @Nullable Liveness liveness) {
    public Map<String, String> labels() {
      return Placement.labels(node);
    }

    public boolean schedulable() {
      return Placement.schedulable(node);
    }
  }

  /** Every device that has a Node and is not being deleted. */
  public List<Member> members() {
    return caches.devices().list().stream()
        .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
        .flatMap(this::member)
        .toList();
  }

  private Stream<Member> member(EdgeDevice device) {
    var name = device.getMetadata().getName();
    return caches.nodes().get(name).stream().map(n -> new Member(device, n, liveness.of(name)));
  }

  private void deviceChanged(@Nullable EdgeDevice before, @Nullable EdgeDevice after) {
    var either = after == null ? before : after;
    if (either == null) return;
    var models = new HashSet<>(differing(Devices.entries(before), Devices.entries(after)));
    models.addAll(differing(Devices.reports(before), Devices.reports(after)));
    if (before == null || after == null || !standing(before).equals(standing(after)))
      models.addAll(concerned(either, nodeLabels(either.getMetadata().getName())));
    tell(models);
  }

  /** What concerns every model on the device. */
  private static List<Object> standing(EdgeDevice device) {
    var status = device.getStatus();
    var spec = device.getSpec();
    return List.of(
        Objects.requireNonNullElse(status == null ? null : status.storeId(), ""),
        Objects.requireNonNullElse(spec == null ? null : spec.hold(), ""),
        device.getMetadata().getUid(),
        Objects.requireNonNullElse(device.getMetadata().getDeletionTimestamp(), ""));
  }

  private static <T> Set<String> differing(Map<String, T> before, Map<String, T> after) {
    var names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(n -> Objects.equals(before.get(n), after.get(n)));
    return names;
  }

  private void nodeChanged(@Nullable Node before, @Nullable Node after) {
    if (before != null && after != null && !new PlacementChanged().accept(after, before)) return;
    var either = after == null ? before : after;
    if (either == null) return;
    var device = caches.devices().get(either.getMetadata().getName()).orElse(null);
    var models = concerned(device, Placement.labels(before));
    models.addAll(concerned(device, Placement.labels(after)));
    tell(models);
  }

  private void leaseChanged(@Nullable Lease before, @Nullable Lease after) {
    var either = after == null ? before : after;
    if (either == null) return;
    var name = either.getMetadata().getName();
    boolean news = liveness.seen(name, after, clock.instant());
    timer.atLatest(liveness.nextDeadline());
    if (news) tellOf(name, after == null ? "has no lease any more" : "renewed its lease");
  }

  private void expire() {
    if (!caches.leases().watching()) liveness.blind(clock.instant());
    for (var name : liveness.expire(clock.instant())) tellOf(name, "let its lease run out");
    timer.atLatest(liveness.nextDeadline());
  }

  private void tellOf(String name, String what) {
    LOG.debug("Device {} {}", name, what);
    tell(concerned(caches.devices().get(name).orElse(null), nodeLabels(name)));
  }

  private Map<String, String> nodeLabels(String name) {
    return Placement.labels(caches.nodes().get(name).orElse(null));
  }

  /** Models that stand on the device, and models that select it. */
  private Set<String> concerned(@Nullable EdgeDevice device, Map<String, String> labels) {
    var models = new HashSet<>(Devices.entries(device).keySet());
    caches.models().list().stream()
        .filter(m -> selects(m, labels))
        .forEach(m -> models.add(ModelKey.of(m)));
    return models;
  }

  static boolean selects(EdgeModel model, Map<String, String> labels) {
    return model.getSpec() != null && model.getSpec().devices().matches(labels);
  }

  private void tell(Set<String> models) {
    if (!models.isEmpty()) listeners.forEach(l -> l.accept(models));
  }

  @Override
  public void close() {
    timer.close();
  }
}
