package dev.atoll.rollout;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans one running rollout.
 *
 * <p>While a rollout is not terminal, this planner alone assigns devices of its model; before and
 * after, {@link SteadyStatePlanner} does. A terminal rollout gets no action.
 */
public final class RolloutPlanner {

  /** The plan for this moment; never throws for anything a device may have reported. */
  public RolloutPlan plan(RolloutSnapshot snapshot, Instant now) {
    var fleet = RolloutFleet.of(snapshot, now);
    var draft = new PlanDraft(now);
    var progress = next(snapshot, fleet, draft);
    return new RolloutPlan(
        draft.actions(),
        progress,
        counts(snapshot, now),
        draft.notes(),
        progress.phase().terminal() ? null : draft.requeueAfter(),
        quarantine(progress));
  }

  private static Progress next(RolloutSnapshot snapshot, RolloutFleet fleet, PlanDraft draft) {
    var stored = snapshot.progress();
    if (stored.phase().terminal()) return stored;
    var moved =
        stored.phase() == RolloutPhase.ROLLING_BACK
            ? Rollback.step(snapshot, fleet, stored, draft)
            : forward(snapshot, fleet, draft);
    if (moved.phase() != RolloutPhase.SUPERSEDED && !snapshot.wish().paused()) {
      FleetMoves.releaseLeavers(fleet.leavers(), draft);
      FleetMoves.serveNewcomers(snapshot.spec(), fleet.devices(), draft);
    }
    return moved;
  }

  private static Progress forward(RolloutSnapshot snapshot, RolloutFleet fleet, PlanDraft draft) {
    var run = new WaveRun(snapshot, fleet, draft);
    var waves = run.judged();
    var judged = new Progress(RolloutPhase.PROGRESSING, null, waves, Samples.of(fleet.devices()));
    var spec = snapshot.spec();
    var wanted = snapshot.wish().revision();
    boolean aborted = spec.from() != null && wanted.equals(spec.from().name());
    if (aborted || tripped(spec, waves, OnFailure.ROLLBACK) != null)
      return turnRound(snapshot, judged, draft);
    if (!wanted.equals(spec.to().name())) return superseded(judged, wanted, draft);
    var stopped = tripped(spec, waves, OnFailure.PAUSE);
    boolean paused = snapshot.wish().paused();
    if (!paused) FleetMoves.withdrawSilent(spec, fleet.silent(), draft);
    var advanced = run.advanced(waves, !paused && stopped == null);
    fleet.devices().stream()
        .filter(d -> d.wave() != null)
        .forEach(d -> draft.watch(d.view(), d.state()));
    var standing = stopped == null ? null : standing(snapshot, stopped);
    return outcome(judged, advanced, standing, paused, draft);
  }

  /**
   * Decides, and no more: giving the candidate back destroys the evidence for the decision, so it
   * must be stored before the first device changes. The next plan acts.
   */
  private static Progress turnRound(RolloutSnapshot snapshot, Progress judged, PlanDraft draft) {
    var why = Rollback.ongoing(snapshot, Rollback.cause(snapshot, judged));
    draft.warn("rollout", why);
    draft.wakeAt(draft.now());
    return new Progress(RolloutPhase.ROLLING_BACK, why, judged.waves(), judged.samples());
  }

  private static Progress superseded(Progress judged, String wanted, PlanDraft draft) {
    var why =
        Sentences.reason(ReasonCode.NewerRevision, "The EdgeModel asks for " + wanted + " instead");
    draft.note("rollout", why);
    return new Progress(RolloutPhase.SUPERSEDED, why, judged.waves(), judged.samples());
  }

  private static Progress outcome(
      Progress judged,
      List<WaveProgress> waves,
      @Nullable Reason standing,
      boolean paused,
      PlanDraft draft) {
    if (waves.stream().allMatch(w -> w.phase() == WavePhase.PASSED)) {
      var why = Sentences.reason(ReasonCode.AllWavesPassed, "All waves passed");
      draft.note("rollout", why);
      return new Progress(RolloutPhase.SUCCEEDED, why, waves, judged.samples());
    }
    if (standing != null)
      return new Progress(RolloutPhase.PAUSED, standing, waves, judged.samples());
    if (paused)
      return new Progress(
          RolloutPhase.PAUSED,
          Sentences.reason(
              ReasonCode.PausedByUser, "The EdgeModel is paused; what is in flight finishes"),
          waves,
          judged.samples());
    return new Progress(RolloutPhase.PROGRESSING, WaveRun.pending(waves), waves, judged.samples());
  }

  /** A wave with onFailure Pause tripped: what a person can do now. */
  private static @Nullable Reason standing(RolloutSnapshot snapshot, WaveProgress stopped) {
    var why = stopped.reason();
    var from = snapshot.spec().from();
    if (why == null) return null;
    var back = from == null ? "" : "; to go back, pin " + from.name();
    return Sentences.with(
        why, "; nothing new starts" + back + "; to go forward, apply a newer revision");
  }

  private static @Nullable WaveProgress tripped(
      RolloutSpec spec, List<WaveProgress> waves, OnFailure then) {
    for (int i = 0; i < waves.size(); i++)
      if (waves.get(i).phase() == WavePhase.TRIPPED && spec.waves().get(i).onFailure() == then)
        return waves.get(i);
    return null;
  }

  private static FleetCounts counts(RolloutSnapshot snapshot, Instant now) {
    var spec = snapshot.spec();
    var entryState = new EntryState(spec.activationDeadline(), spec.downloadTimeout(), now);
    return FleetCounter.count(snapshot.devices(), spec.to(), entryState);
  }

  /** A candidate that failed here, or tripped a wave before another revision took over. */
  private static @Nullable Reason quarantine(Progress progress) {
    return switch (progress.phase()) {
      case FAILED -> progress.reason();
      case SUPERSEDED ->
          progress.waves().stream()
              .filter(w -> w.phase() == WavePhase.TRIPPED)
              .map(WaveProgress::reason)
              .findFirst()
              .orElse(null);
      case PROGRESSING, PAUSED, ROLLING_BACK, SUCCEEDED -> null;
    };
  }
}
