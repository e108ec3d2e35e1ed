package dev.atoll.rollout;

import dev.atoll.rollout.DeviceState.Failed;
import dev.atoll.rollout.DeviceState.Pending;
import dev.atoll.rollout.DeviceState.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings newcomers, returners, reimaged and formerly deferred devices to the stable revision, and
 * takes the model off devices that are no longer selected. It judges by content, not by rollout.
 *
 * <p>A device that failed with the stable revision is tried once more after the failure window.
 */
public final class SteadyStatePlanner {

  /**
   * One selected device.
   *
   * @param right whether its entry already names the stable content
   * @param state how far it is with its entry, or why it may not get another
   */
  private record Steady(DeviceView view, boolean right, DeviceState state) {}

  /** The plan for this moment; never throws for anything a device may have reported. */
  public SteadyStatePlan plan(SteadyStateSnapshot snapshot, Instant now) {
    var draft = new PlanDraft(now);
    var ordered = DeviceOrder.of(snapshot.key(), snapshot.devices());
    var stable = snapshot.stable();
    var devices =
        ordered.stream()
            .filter(DeviceView::selected)
            .map(d -> judge(d, stable, snapshot, now))
            .toList();
    if (!snapshot.paused())
      FleetMoves.releaseLeavers(
          ordered.stream().filter(d -> !d.selected() && d.entry() != null).toList(), draft);
    var reason = stable == null ? null : catchUp(snapshot, stable, devices, draft);
    devices.stream().filter(Steady::right).forEach(d -> draft.watch(d.view(), d.state()));
    return new SteadyStatePlan(
        draft.actions(),
        FleetCounter.count(snapshot.devices(), stable, entryState(snapshot, now)),
        stable != null && devices.stream().allMatch(SteadyStatePlanner::settled),
        stable != null && devices.stream().allMatch(SteadyStatePlanner::complete),
        reason,
        Samples.worst(
            devices.stream().flatMap(d -> Samples.of(d.view().name(), d.state()).stream())),
        draft.notes(),
        draft.requeueAfter());
  }

  private static Steady judge(
      DeviceView device, @Nullable Revision stable, SteadyStateSnapshot snapshot, Instant now) {
    var entry = device.entry();
    if (stable == null || entry == null || !entry.active().revision().sameContent(stable))
      return new Steady(device, false, Eligibility.of(device, now));
    return new Steady(device, true, entryState(snapshot, now).of(device, entry));
  }

  private @Nullable Reason catchUp(
      SteadyStateSnapshot snapshot, Revision stable, List<Steady> devices, PlanDraft draft) {
    var wanting = devices.stream().filter(d -> wants(d, snapshot.failureWindow(), draft)).toList();
    long updating = devices.stream().filter(d -> d.right() && d.state().inFlight()).count();
    var brake = brake(snapshot, devices, draft);
    if (brake == null && !snapshot.paused()) {
      var max = snapshot.maxConcurrent();
      long free = max == null ? Long.MAX_VALUE : Math.max(0, max - updating);
      wanting.stream().limit(free).forEach(d -> assign(d, stable, draft));
    }
    if (brake != null) return brake;
    if (snapshot.paused() && !wanting.isEmpty())
      return Sentences.reason(ReasonCode.PausedByUser, "The EdgeModel is paused");
    long open = updating + wanting.size();
    if (open == 0) return null;
    return Sentences.reason(
        ReasonCode.Updating, Sentences.devices((int) open) + " on the way to " + stable.name());
  }

  /** Wrong content and free to change; or failed, and the failure window is over. */
  private static boolean wants(Steady device, Duration window, PlanDraft draft) {
    if (!device.right()) return device.state() instanceof Pending;
    if (!(device.state() instanceof Failed)) return false;
    var retryAt = failedAt(device.view()).plus(window);
    if (draft.now().isBefore(retryAt)) {
      draft.wakeAt(retryAt);
      return false;
    }
    return Eligibility.of(device.view(), draft.now()) instanceof Pending;
  }

  private static @Nullable Reason brake(
      SteadyStateSnapshot snapshot, List<Steady> devices, PlanDraft draft) {
    var recent =
        devices.stream()
            .filter(d -> d.right() && d.state() instanceof Failed)
            .filter(d -> assignedHere(d.view()))
            .filter(d -> draft.now().isBefore(failedAt(d.view()).plus(snapshot.failureWindow())))
            .toList();
    if (recent.size() <= snapshot.maxFailed().asLimit(devices.size())) return null;
    var names =
        Sentences.some(recent, d -> Sentences.fate(new RolloutDevice(d.view(), d.state(), null)));
    var text =
        "%s failed to catch up within %s (more than maxFailed %s), no further device changes until"
            + " then: %s";
    return Sentences.reason(
        ReasonCode.TooManyFailed,
        Sentences.clip(
            text.formatted(
                Sentences.devices(recent.size()),
                Sentences.time(snapshot.failureWindow()),
                snapshot.maxFailed(),
                names),
            Sentences.ROLLOUT));
  }

  private static boolean assignedHere(DeviceView device) {
    return device.entry() != null && device.entry().active().rollout() == null;
  }

  /**
   * When the device was given what it failed with: our own clock, so that no device can bend it.
   */
  private static Instant failedAt(DeviceView device) {
    return device.entry() == null ? Instant.MIN : device.entry().active().assignedAt();
  }

  private static void assign(Steady device, Revision stable, PlanDraft draft) {
    var active = new Activation(stable, null, null, draft.now(), Duration.ZERO);
    draft.assign(
        device.view(),
        active,
        goodBefore(device.view(), stable),
        "catches up with " + stable.name());
  }

  /**
   * What the device goes on with when even the stable revision fails there. A candidate of a run is
   * never chosen while its entry names something that was proven before it.
   */
  private static @Nullable Revision goodBefore(DeviceView device, Revision stable) {
    var entry = device.entry();
    if (entry == null) return null;
    var report = device.validReport();
    boolean proven = report != null && report.phase() == Report.Phase.PROVEN;
    boolean inWave = entry.active().wave() != null && entry.fallback() != null;
    var good = proven && !inWave ? entry.active().revision() : entry.fallback();
    return good == null || good.sameContent(stable) ? null : good;
  }

  private static boolean settled(Steady device) {
    return switch (device.state()) {
      case DeviceState.Unreachable u -> true;
      case DeviceState.Incompatible i -> true;
      case DeviceState.Deferred d -> true;
      default -> complete(device);
    };
  }

  private static boolean complete(Steady device) {
    return device.state() instanceof DeviceState.Incompatible
        || (device.right() && device.state() instanceof Succeeded);
  }

  private static EntryState entryState(SteadyStateSnapshot snapshot, Instant now) {
    return new EntryState(snapshot.activationDeadline(), RolloutSpec.DOWNLOAD_TIMEOUT, now);
  }
}
