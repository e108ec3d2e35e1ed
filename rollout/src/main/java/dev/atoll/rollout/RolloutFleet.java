package dev.atoll.rollout;

import java.time.Instant;
import java.util.List;

/**
 * The devices of a snapshot, judged, in the order of the run.
 *
 * @param devices the selected ones
 * @param leavers no longer selected, but still with an entry
 * @param silent assigned by this run, but silent since before they could see it: members no more
 */
record RolloutFleet(
    List<RolloutDevice> devices, List<DeviceView> leavers, List<DeviceView> silent) {

  static RolloutFleet of(RolloutSnapshot snapshot, Instant now) {
    var spec = snapshot.spec();
    var ordered = DeviceOrder.of(spec.id(), snapshot.devices());
    var entryState = new EntryState(spec.activationDeadline(), spec.downloadTimeout(), now);
    var judged =
        ordered.stream()
            .filter(DeviceView::selected)
            .map(device -> judge(device, spec, entryState))
            .toList();
    return new RolloutFleet(
        judged,
        ordered.stream().filter(d -> !d.selected() && d.entry() != null).toList(),
        judged.stream()
            .filter(d -> d.wave() == null && carriesCandidate(d.view(), spec))
            .map(RolloutDevice::view)
            .toList());
  }

  /** Whether this run gave the device the candidate, and nothing since. */
  static boolean carriesCandidate(DeviceView device, RolloutSpec spec) {
    var entry = device.entry();
    return entry != null
        && spec.id().equals(entry.active().rollout())
        && entry.active().wave() != null
        && entry.active().revision().name().equals(spec.to().name());
  }

  /**
   * Such a device cannot have been harmed by the candidate, so another may take its place. One that
   * fell silent later keeps its place: a candidate that takes devices down must not be offered one
   * after the other.
   */
  private static boolean neverSaw(DeviceView device, Entry entry, DeviceState state) {
    return state instanceof DeviceState.Unreachable
        && !device.seenAfter(entry.active().assignedAt());
  }

  private static RolloutDevice judge(DeviceView device, RolloutSpec spec, EntryState entryState) {
    var entry = device.entry();
    if (entry == null || !carriesCandidate(device, spec))
      return new RolloutDevice(device, Eligibility.of(device, entryState.now()), null);
    var state = entryState.of(device, entry);
    return new RolloutDevice(
        device, state, neverSaw(device, entry, state) ? null : entry.active().wave());
  }
}
