package dev.atoll.rollout;

import java.util.ArrayList;
import java.util.List;

/**
 * The way back: every device of the run gets the stable revision again. It goes on for all devices
 * whatever happens on some, waits for no silent one, and never turns round.
 */
final class Rollback {
  private Rollback() {}

  /** One more step back. {@code why} is kept until the end. */
  static Progress step(RolloutSnapshot snapshot, RolloutFleet fleet, Progress at, PlanDraft draft) {
    var spec = snapshot.spec();
    var why = cause(snapshot, at);
    var stragglers = new ArrayList<DeviceSample>();
    int toCome = 0;
    for (var device : fleet.devices()) {
      if (mayReturn(device, spec)) {
        toCome++;
        if (!snapshot.wish().paused()) sendBack(device.view(), spec, draft, stragglers);
      } else if (!onTheWay(device.view(), spec, draft, stragglers)) {
        toCome++;
      }
    }
    var samples = Samples.merge(stragglers, at.samples());
    if (toCome > 0)
      return new Progress(RolloutPhase.ROLLING_BACK, ongoing(snapshot, why), at.waves(), samples);
    var reason = ended(spec, why, stragglers);
    draft.warn("rollout", reason);
    return new Progress(RolloutPhase.FAILED, reason, at.waves(), samples);
  }

  private static void sendBack(
      DeviceView device, RolloutSpec spec, PlanDraft draft, List<DeviceSample> stragglers) {
    var from = spec.from();
    var why = from == null ? "unloads " + spec.to().name() : "returns to " + from.name();
    FleetMoves.giveBack(spec, device, why, draft);
    if (from != null && !device.reachable(draft.now())) stragglers.add(silent(device));
  }

  private static DeviceSample silent(DeviceView device) {
    return new DeviceSample(device.name(), "Unreachable", Sentences.UNREACHABLE);
  }

  private static boolean mayReturn(RolloutDevice device, RolloutSpec spec) {
    return RolloutFleet.carriesCandidate(device.view(), spec) && device.view().deferred() == null;
  }

  /**
   * Whether the rollback is done with the device; what did not arrive is added to the stragglers.
   */
  private static boolean onTheWay(
      DeviceView device, RolloutSpec spec, PlanDraft draft, List<DeviceSample> stragglers) {
    if (RolloutFleet.carriesCandidate(device, spec) && device.deferred() != null) {
      stragglers.add(new DeviceSample(device.name(), "Deferred", device.deferred()));
      return true;
    }
    if (!FleetMoves.returning(spec, device)) return true;
    var state = FleetMoves.state(spec, device, draft);
    if (state instanceof DeviceState.Succeeded) return true;
    if (!device.reachable(draft.now()) && state.inFlight()) {
      stragglers.add(silent(device));
      return true;
    }
    draft.watch(device, state);
    if (state.inFlight()) return false;
    Samples.of(device.name(), state).ifPresent(stragglers::add);
    return true;
  }

  /** Why the run turned round: the wave that tripped, or the user. */
  static Reason cause(RolloutSnapshot snapshot, Progress at) {
    return at.waves().stream()
        .filter(w -> w.phase() == WavePhase.TRIPPED && w.reason() != null)
        .map(WaveProgress::reason)
        .findFirst()
        .orElseGet(() -> aborted(snapshot.spec()));
  }

  private static Reason aborted(RolloutSpec spec) {
    var from = spec.from();
    var home = from == null ? "the state before" : from.name();
    return Sentences.reason(ReasonCode.AbortedByUser, "The EdgeModel asks for " + home + " again");
  }

  static Reason ongoing(RolloutSnapshot snapshot, Reason why) {
    var from = snapshot.spec().from();
    var way =
        from == null ? "unload the model (no revision is stable)" : "return to " + from.name();
    var paused = snapshot.wish().paused() ? " once the EdgeModel is no longer paused" : "";
    return Sentences.with(why, "; all devices " + way + paused);
  }

  private static Reason ended(RolloutSpec spec, Reason why, List<DeviceSample> stragglers) {
    var from = spec.from();
    var done = from == null ? "unloaded the model" : "returned to " + from.name();
    if (stragglers.isEmpty()) return Sentences.with(why, "; all devices " + done);
    var names = Sentences.some(stragglers, s -> s.device() + " (" + s.reason().code() + ")");
    return Sentences.with(why, "; the devices " + done + " except " + names);
  }
}
