package dev.atoll.rollout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the waves of a run through one plan, in their order. */
final class WaveRun {
  private final RolloutSnapshot snapshot;
  private final RolloutFleet fleet;
  private final PlanDraft draft;

  WaveRun(RolloutSnapshot snapshot, RolloutFleet fleet, PlanDraft draft) {
    this.snapshot = snapshot;
    this.fleet = fleet;
    this.draft = draft;
  }

  /** Trips the waves that exceeded a limit; a wave that passed can still trip. */
  List<WaveProgress> judged() {
    var judged = new ArrayList<WaveProgress>();
    for (var stored : snapshot.progress().waves()) judged.add(judge(facts(judged.size()), stored));
    return judged;
  }

  private WaveProgress judge(WaveFacts wave, WaveProgress stored) {
    // A wave may have members and still be pending: see WaveFacts.targetNow.
    if (stored.phase() == WavePhase.PENDING && wave.members().isEmpty()) return stored;
    var current = stored.with(wave.counts(), wave.soakUntil());
    if (stored.phase() == WavePhase.TRIPPED || wave.spec().onFailure() == OnFailure.CONTINUE)
      return current;
    var violation = WaveLimits.violation(wave, stored.target());
    if (violation == null) return current;
    draft.warn(wave.subject(), violation);
    return current.with(WavePhase.TRIPPED, violation);
  }

  /**
   * Opens, fills and passes waves. One that passes at once opens the next in the same plan.
   *
   * @param mayAssign whether devices may be given the candidate
   */
  List<WaveProgress> advanced(List<WaveProgress> judged, boolean mayAssign) {
    var advanced = new ArrayList<WaveProgress>();
    boolean reached = true;
    for (var wave : judged) {
      var next = advance(facts(advanced.size()), wave, reached, mayAssign);
      reached = next.phase() == WavePhase.PASSED;
      advanced.add(next);
    }
    return advanced;
  }

  private WaveProgress advance(
      WaveFacts wave, WaveProgress at, boolean reached, boolean mayAssign) {
    return switch (at.phase()) {
      case PASSED -> at.with(wave.memberCounts(), wave.soakUntil());
      case TRIPPED -> at;
      case PENDING -> reached ? open(wave, at, mayAssign) : at.with(WavePhase.PENDING, null);
      case OPEN -> work(wave, at, mayAssign);
    };
  }

  private WaveProgress open(WaveFacts wave, WaveProgress at, boolean mayAssign) {
    int target = wave.targetNow();
    if (target == 0 && (wave.updatedEarlier() > 0 || (wave.last() && wave.number() > 0)))
      return passed(
          wave,
          at,
          WavePass.reason(wave, ReasonCode.AlreadyUpdated, "no device is left to update"));
    if (target == 0)
      return at.with(
          WavePhase.PENDING,
          WavePass.reason(wave, ReasonCode.WaitingForDevices, "no compatible device matches it"));
    if (!mayAssign) return at.with(WavePhase.PENDING, null);
    draft.note(
        wave.subject(),
        Sentences.reason(ReasonCode.WaveOpened, "opens for " + Sentences.devices(target)));
    return work(wave, at.with(WavePhase.OPEN, null).withTarget(target), true);
  }

  private WaveProgress work(WaveFacts wave, WaveProgress at, boolean mayAssign) {
    var wanted = WaveFilling.wanted(wave, at.target(), snapshot.spec());
    var start = mayAssign ? wanted.stream().limit(WaveFilling.startable(wave)).toList() : NOBODY;
    start.forEach(device -> assign(device, wave));
    var until = draft.now().plus(snapshot.spec().downloadTimeout());
    var after = wave.started(start, until);
    var next = at.with(after.counts(), after.soakUntil());
    var objection = WavePass.objection(after, at.target(), wanted.size() - start.size());
    if (objection != null) return next.with(WavePhase.OPEN, objection);
    var kept = wave.last() ? next : next.with(after.memberCounts(), null);
    return passed(wave, kept, verdict(wave, at.target()));
  }

  private WaveProgress passed(WaveFacts wave, WaveProgress at, Reason why) {
    draft.note(wave.subject(), new Reason(why.code(), "passes: " + why.message()));
    return at.with(WavePhase.PASSED, why);
  }

  /**
   * With onFailure Continue, an exceeded limit is what there is to say about a wave that passes.
   */
  private static Reason verdict(WaveFacts wave, int target) {
    var tolerated = WaveLimits.violation(wave, target);
    if (tolerated != null) return tolerated;
    var counts = wave.counts();
    var text =
        "%d succeeded, %d failed, %d lost, %d unreachable, %d deferred"
            .formatted(
                counts.succeeded(),
                counts.failed(),
                counts.lost(),
                counts.unreachable(),
                counts.deferred());
    return WavePass.reason(wave, ReasonCode.WavePassed, text);
  }

  private void assign(RolloutDevice device, WaveFacts wave) {
    var spec = snapshot.spec();
    draft.assign(
        device.view(),
        new Activation(spec.to(), spec.id(), wave.number(), draft.now(), wave.spec().soak()),
        spec.from(),
        "gets " + spec.to().name() + " in wave " + wave.spec().name());
    if (device.view().liveness() != null) draft.wakeAt(device.view().liveness().until());
  }

  private WaveFacts facts(int number) {
    return WaveFacts.of(snapshot, fleet, number);
  }

  /** The reason of the first wave that has not passed. */
  static @Nullable Reason pending(List<WaveProgress> waves) {
    return waves.stream()
        .filter(w -> w.phase() != WavePhase.PASSED && w.reason() != null)
        .map(WaveProgress::reason)
        .findFirst()
        .orElse(null);
  }

  private static final List<RolloutDevice> NOBODY = List.of();
}
