package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceSpec;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.kube.Labels;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides what the EdgeDevice of a Node should look like; entries belong to others. */
final class DevicePlanner {
  private final List<String> mirrored;

  DevicePlanner(List<String> mirrored) {
    this.mirrored = mirrored;
  }

  /**
   * @param apply what to apply, {@code null} when it stands already
   * @param orphans model keys of entries whose EdgeModel is not known
   */
  record DevicePlan(@Nullable EdgeDevice apply, Set<String> orphans) {}

  DevicePlan plan(Node node, @Nullable EdgeDevice device, Set<String> knownModels) {
    var orphans = new TreeSet<>(Devices.entries(device).keySet());
    orphans.removeAll(knownModels);
    return new DevicePlan(stands(node, device) ? null : wanted(node), orphans);
  }

  private boolean stands(Node node, @Nullable EdgeDevice device) {
    if (device == null) return false;
    var has =
        device.getMetadata().getLabels() == null
            ? Map.<String, String>of()
            : device.getMetadata().getLabels();
    var wanted = labels(node);
    boolean owned =
        device.getMetadata().getOwnerReferences().stream()
            .anyMatch(o -> o.getUid().equals(node.getMetadata().getUid()));
    boolean stale = mirrored.stream().anyMatch(k -> has.containsKey(k) && !wanted.containsKey(k));
    return owned && !stale && has.entrySet().containsAll(wanted.entrySet());
  }

  private EdgeDevice wanted(Node node) {
    var device = new EdgeDevice();
    device.getMetadata().setName(node.getMetadata().getName());
    device.getMetadata().setLabels(labels(node));
    device
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Node")
                    .withName(node.getMetadata().getName())
                    .withUid(node.getMetadata().getUid())
                    .build()));
    device.setSpec(new EdgeDeviceSpec(null, null));
    return device;
  }

  private Map<String, String> labels(Node node) {
    var labels = new TreeMap<String, String>();
    var has = Placement.labels(node);
    for (var key : mirrored) if (has.containsKey(key)) labels.put(key, has.get(key));
    var device = has.get(Labels.DEVICE);
    if (device != null) labels.put(Labels.DEVICE, device);
    return labels;
  }

  /** The device without these entries; {@code null} when it has none of them. */
  static @Nullable EdgeDevice without(EdgeDevice live, Set<String> gone) {
    var entries = live.getSpec() == null ? null : live.getSpec().models();
    if (entries == null || entries.stream().noneMatch(e -> gone.contains(e.name()))) return null;
    var left = entries.stream().filter(e -> !gone.contains(e.name())).toList();
    live.setSpec(new EdgeDeviceSpec(left, live.getSpec().hold()));
    return live;
  }
}
