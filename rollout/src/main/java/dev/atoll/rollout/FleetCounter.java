package dev.atoll.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the devices of a model for its status. */
final class FleetCounter {
  private final EntryState entryState;
  private final @Nullable Revision wanted;
  private int selected;
  private int updated;
  private int healthy;
  private int failed;
  private int lost;
  private int unreachable;
  private int deferred;
  private int incompatible;

  private FleetCounter(EntryState entryState, @Nullable Revision wanted) {
    this.entryState = entryState;
    this.wanted = wanted;
  }

  /** Counts against the revision that the devices should have in the end. */
  static FleetCounts count(
      List<DeviceView> devices, @Nullable Revision wanted, EntryState entryState) {
    var counter = new FleetCounter(entryState, wanted);
    devices.stream().filter(DeviceView::selected).forEach(counter::add);
    return counter.counts();
  }

  private void add(DeviceView device) {
    selected++;
    if (device.incompatible() != null) {
      incompatible++;
      return;
    }
    var entry = device.entry();
    var state = entry == null ? null : entryState.of(device, entry);
    boolean reachable = device.reachable(entryState.now());
    boolean serves = state instanceof DeviceState.Succeeded || state instanceof DeviceState.Soaking;
    boolean right =
        entry != null && wanted != null && entry.active().revision().sameContent(wanted);
    if (right && state instanceof DeviceState.Succeeded) updated++;
    if (reachable && serves) healthy++;
    if (state instanceof DeviceState.Failed) failed++;
    else if (state instanceof DeviceState.Lost) lost++;
    else if (!reachable) unreachable++;
    else if (!right && device.deferred() != null) deferred++;
  }

  private FleetCounts counts() {
    return new FleetCounts(
        selected, updated, healthy, failed, lost, unreachable, deferred, incompatible);
  }
}
