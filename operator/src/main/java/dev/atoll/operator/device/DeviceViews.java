package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.kube.Labels;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.Times;
import dev.atoll.rollout.DeviceView;
import dev.atoll.rollout.Reason;
import dev.atoll.rollout.Report;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Devices as the planner wants to see them, for one model. */
public final class DeviceViews {
  private static final String CPU = "Cpu";
  private static final String EDGE_TPU = "EdgeTpu";

  private DeviceViews() {}

  /**
   * Every device that the model selects, and every device that has an entry for it.
   *
   * @param variants kinds that the artifact to be assigned holds; empty when they are not known
   */
  public static List<DeviceView> of(
      EdgeModel model, List<Fleet.Member> members, Set<String> variants) {
    var key = ModelKey.of(model);
    return members.stream()
        .filter(
            m -> Fleet.selects(model, m.labels()) || Devices.entries(m.device()).containsKey(key))
        .map(m -> view(model, key, m, variants))
        .toList();
  }

  private static DeviceView view(
      EdgeModel model, String key, Fleet.Member member, Set<String> variants) {
    var device = member.device();
    var entry = Devices.entries(device).get(key);
    var report = Devices.reports(device).get(key);
    return new DeviceView(
        device.getMetadata().getName(),
        device.getMetadata().getUid(),
        member.labels(),
        Fleet.selects(model, member.labels()),
        member.liveness(),
        deferred(member),
        incompatible(member, variants),
        entry == null ? null : Entries.read(entry, model.getMetadata().getUid()),
        report == null ? null : report(device, report));
  }

  private static @Nullable Reason deferred(Fleet.Member member) {
    var spec = member.device().getSpec();
    if (spec != null && spec.hold() != null)
      return new Reason(DeferredReason.Held.name(), "held by a person: " + spec.hold().reason());
    if (!member.schedulable())
      return new Reason(
          DeferredReason.Cordoned.name(), "its Node is cordoned; kubectl uncordon releases it");
    return null;
  }

  /** Why a device may not change now. */
  enum DeferredReason {
    Held,
    Cordoned
  }

  private static @Nullable Reason incompatible(Fleet.Member member, Set<String> variants) {
    boolean tpu = "edgetpu".equals(member.labels().get(Labels.DEVICE));
    if (variants.isEmpty() || variants.contains(CPU) || (tpu && variants.contains(EDGE_TPU)))
      return null;
    return new Reason(
        "NoVariant", "the artifact holds " + variants + ", and none of them runs on this device");
  }

  /**
   * What an agent wrote may be anything; what makes no sense becomes a report that never counts.
   */
  private static Report report(EdgeDevice device, ModelReport report) {
    var status = device.getStatus();
    return new Report(
        report.attempt() == null ? 0 : report.attempt(),
        report.revision() == null ? "" : report.revision(),
        phase(report),
        report.reason(),
        report.message(),
        Times.parse(report.since()),
        status == null ? null : status.storeId());
  }

  private static Report.Phase phase(ModelReport report) {
    return switch (report.phase()) {
      case Fetching -> Report.Phase.FETCHING;
      case Waiting -> Report.Phase.WAITING;
      case Activating -> Report.Phase.ACTIVATING;
      case Active -> Report.Phase.ACTIVE;
      case Proven -> Report.Phase.PROVEN;
      case Failed -> Report.Phase.FAILED;
      case Reverted -> Report.Phase.REVERTED;
    };
  }
}
