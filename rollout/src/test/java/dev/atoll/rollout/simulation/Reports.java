package dev.atoll.rollout.simulation;

import dev.atoll.rollout.DeviceView;
import dev.atoll.rollout.Report;
import org.jspecify.annotations.Nullable;

/** Reports that should not count. */
final class Reports {
  private Reports() {}

  /** The device with another word in a report that does not count; otherwise as it is. */
  static DeviceView bend(DeviceView device) {
    var report = device.report();
    if (report == null || counts(device, report)) return device;
    var phase = report.phase() == Report.Phase.PROVEN ? Report.Phase.FAILED : Report.Phase.PROVEN;
    var bent =
        new Report(
            report.attempt(),
            report.revision(),
            phase,
            "Lie",
            "not true",
            report.since(),
            report.storeId());
    return new DeviceView(
        device.name(),
        device.uid(),
        device.labels(),
        device.selected(),
        device.liveness(),
        device.deferred(),
        device.incompatible(),
        device.entry(),
        bent);
  }

  private static boolean counts(DeviceView device, Report report) {
    var entry = device.entry();
    var lease = device.liveness();
    return entry != null
        && entry.attempt() == report.attempt()
        && entry.active().revision().name().equals(report.revision())
        && (lease == null || String.valueOf(lease.storeId()).equals(report.storeId()));
  }

  /** A lie about the device's entry. */
  static @Nullable Report lie(Stored device, Fault.Lie lie) {
    var entry = device.entry();
    if (entry == null) return device.report();
    long attempt = entry.attempt();
    var revision = entry.active().revision().name();
    var lease = device.lease();
    var store = lease == null ? null : lease.storeId();
    return switch (lie) {
      case OLDER_ATTEMPT -> report(attempt - 1, revision, store);
      case FUTURE_ATTEMPT -> report(attempt + 3, revision, store);
      case OTHER_REVISION -> report(attempt, "digits-other", store);
      case OTHER_STORE -> report(attempt, revision, "another-disk");
    };
  }

  private static Report report(long attempt, String revision, @Nullable String store) {
    return new Report(attempt, revision, Report.Phase.PROVEN, null, null, StoryLog.START, store);
  }
}
