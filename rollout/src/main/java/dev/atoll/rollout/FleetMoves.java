package dev.atoll.rollout;

import java.time.Duration;
import java.util.List;

/** What a run does outside its waves. */
final class FleetMoves {
  private FleetMoves() {}

  /** Devices that are no longer selected unload the model; they count nowhere. */
  static void releaseLeavers(List<DeviceView> leavers, PlanDraft draft) {
    leavers.forEach(d -> draft.unassign(d, "loses the model: it is no longer selected"));
  }

  /**
   * Devices that were silent already when they were assigned give their place to others; otherwise
   * they would come back at any time and exceed maxConcurrent.
   */
  static void withdrawSilent(RolloutSpec spec, List<DeviceView> silent, PlanDraft draft) {
    silent.forEach(d -> giveBack(spec, d, "returns its place: it was silent already", draft));
  }

  /** The device gets the stable revision again, or unloads when there is none. */
  static void giveBack(RolloutSpec spec, DeviceView device, String why, PlanDraft draft) {
    var from = spec.from();
    if (from == null) draft.unassign(device, why);
    else draft.assign(device, stable(spec, from, draft), null, why);
  }

  /**
   * Selected devices without an entry get the stable revision at once, as many at a time as the
   * last wave allows; the last wave updates them later.
   */
  static void serveNewcomers(RolloutSpec spec, List<RolloutDevice> devices, PlanDraft draft) {
    var from = spec.from();
    if (from == null) return;
    var max = spec.waves().getLast().maxConcurrent();
    long free = max == null ? Long.MAX_VALUE : max - catchingUp(spec, devices, draft);
    devices.stream()
        .map(RolloutDevice::view)
        .filter(d -> d.entry() == null && !draft.touches(d))
        .filter(d -> Eligibility.of(d, draft.now()) instanceof DeviceState.Pending)
        .limit(Math.max(0, free))
        .forEach(d ->
            draft.assign(d, stable(spec, from, draft), null, "is new and gets " + from.name()));
  }

  private static long catchingUp(RolloutSpec spec, List<RolloutDevice> devices, PlanDraft draft) {
    return devices.stream()
        .map(RolloutDevice::view)
        .filter(d -> returning(spec, d) && state(spec, d, draft).inFlight())
        .count();
  }

  /** Whether this run gave the device the stable revision, and nothing since. */
  static boolean returning(RolloutSpec spec, DeviceView device) {
    var entry = device.entry();
    var from = spec.from();
    return entry != null
        && from != null
        && spec.id().equals(entry.active().rollout())
        && entry.active().wave() == null
        && entry.active().revision().name().equals(from.name());
  }

  /** The state of a device that has an entry. */
  static DeviceState state(RolloutSpec spec, DeviceView device, PlanDraft draft) {
    var entry = device.entry();
    if (entry == null) return Eligibility.of(device, draft.now());
    // The stable revision is on the device's disk or small beside an outage: no download timeout.
    var deadline = spec.activationDeadline();
    return new EntryState(deadline, deadline, draft.now()).of(device, entry);
  }

  private static Activation stable(RolloutSpec spec, Revision from, PlanDraft draft) {
    return new Activation(from, spec.id(), null, draft.now(), Duration.ZERO);
  }
}
