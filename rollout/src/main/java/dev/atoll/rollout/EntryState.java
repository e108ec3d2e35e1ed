package dev.atoll.rollout;

import dev.atoll.rollout.DeviceState.Deferred;
import dev.atoll.rollout.DeviceState.Failed;
import dev.atoll.rollout.DeviceState.Lost;
import dev.atoll.rollout.DeviceState.Soaking;
import dev.atoll.rollout.DeviceState.Succeeded;
import dev.atoll.rollout.DeviceState.Unreachable;
import dev.atoll.rollout.DeviceState.Updating;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a device is with the entry that stands on it.
 *
 * @param activationDeadline see {@link RolloutSpec}
 * @param downloadTimeout see {@link RolloutSpec}
 */
record EntryState(Duration activationDeadline, Duration downloadTimeout, Instant now) {

  DeviceState of(DeviceView device, Entry entry) {
    var report = device.validReport();
    if (report == null)
      return device.reachable(now) ? beforeActivation(entry) : silentWithoutWord(device, entry);
    return switch (report.phase()) {
      case FETCHING, WAITING ->
          device.reachable(now) ? beforeActivation(entry) : silentBeforeActivation(device, entry);
      case ACTIVATING -> activating(device, began(report, entry));
      case ACTIVE -> active(device, entry, began(report, entry));
      case PROVEN -> proven(entry);
      case FAILED -> new Failed(false, Sentences.reasonOf(report));
      case REVERTED -> new Failed(true, Sentences.reasonOf(report));
    };
  }

  private DeviceState beforeActivation(Entry entry) {
    var until = entry.active().assignedAt().plus(downloadTimeout);
    if (now.isBefore(until)) return new Updating(until);
    return new Deferred(
        Sentences.reason(
            ReasonCode.SlowDownload,
            "its activation has not begun within " + Sentences.time(downloadTimeout)));
  }

  /** The last word was that it downloads, so the candidate cannot be why it is silent. */
  private DeviceState silentBeforeActivation(DeviceView device, Entry entry) {
    var until = lastSign(device, entry).plus(activationDeadline);
    return now.isBefore(until) ? new Updating(until) : new Unreachable(Sentences.UNREACHABLE);
  }

  /**
   * No word about this entry. When the lease was renewed after the assignment, the device may have
   * begun, and the candidate may be why it is silent: then silence is not held to be harmless.
   */
  private DeviceState silentWithoutWord(DeviceView device, Entry entry) {
    if (!device.seenAfter(entry.active().assignedAt()))
      return new Unreachable(Sentences.UNREACHABLE);
    var until = lastSign(device, entry).plus(activationDeadline);
    if (now.isBefore(until)) return new Updating(until);
    return lost("silent since the assignment, for more than " + Sentences.time(activationDeadline));
  }

  private DeviceState activating(DeviceView device, Instant began) {
    if (!device.reachable(now)) return lost("silent after its activation began");
    var until = began.plus(activationDeadline);
    if (now.isBefore(until)) return new Updating(until);
    return lost("its activation did not end within " + Sentences.time(activationDeadline));
  }

  private DeviceState active(DeviceView device, Entry entry, Instant began) {
    if (entry.active().soak().isZero()) return new Succeeded();
    if (!device.reachable(now)) return lost("silent during its soak");
    var until = began.plus(entry.active().soak());
    var deadline = until.plus(activationDeadline);
    if (now.isBefore(deadline)) return new Soaking(until, deadline);
    return lost("did not report the end of its soak");
  }

  /** A device cannot have soaked for longer than it was assigned, whatever its clock says. */
  private DeviceState proven(Entry entry) {
    var earliest = entry.active().assignedAt().plus(entry.active().soak());
    return now.isBefore(earliest) ? new Soaking(earliest, earliest) : new Succeeded();
  }

  /** The device's own time, unless it lies before the assignment or in the future. */
  private Instant began(Report report, Entry entry) {
    var since = report.since();
    var assigned = entry.active().assignedAt();
    return since == null || since.isBefore(assigned) || since.isAfter(now) ? assigned : since;
  }

  private static Instant lastSign(DeviceView device, Entry entry) {
    var seen = device.liveness();
    var assigned = entry.active().assignedAt();
    return seen == null || seen.lastSeen().isBefore(assigned) ? assigned : seen.lastSeen();
  }

  private static Lost lost(String why) {
    return new Lost(Sentences.reason(ReasonCode.Lost, why));
  }
}
