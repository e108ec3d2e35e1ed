package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Action;
import dev.atoll.rollout.Amount;
import dev.atoll.rollout.DeviceView;
import dev.atoll.rollout.Progress;
import dev.atoll.rollout.RolloutPhase;
import dev.atoll.rollout.RolloutPlan;
import dev.atoll.rollout.RolloutPlanner;
import dev.atoll.rollout.RolloutSnapshot;
import dev.atoll.rollout.RolloutSpec;
import dev.atoll.rollout.SteadyStatePlanner;
import dev.atoll.rollout.SteadyStateSnapshot;
import dev.atoll.rollout.WaveSpec;
import dev.atoll.rollout.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads the store through a cache, plans with the real planners, applies, writes status once. */
final class Operator {
  /** The process ended. */
  private static final class Died extends Exception {
    private static final long serialVersionUID = 1;
  }

  static final Duration DEADLINE = Duration.ofSeconds(60);
  static final Duration DOWNLOADS = Duration.ofSeconds(300);

  private final Store store;
  private final RandomGenerator random;
  private final Invariants invariants;
  private final StoryLog log;
  private final List<WaveSpec> waves;
  private final RolloutPlanner rollouts = new RolloutPlanner();
  private final SteadyStatePlanner steadyState = new SteadyStatePlanner();

  /** Versions that the cache shows; never older than before, never older than an own write. */
  private final Map<String, Stored> cache = new HashMap<>();

  private @Nullable Instant wakeAt;
  int lag;
  int writesUntilDeath = -1;
  int deathPercent;
  boolean freezeBeforeNextWrite;

  /** The write that a frozen operator still has in flight. */
  record InFlight(Action action, long seen) {}

  @Nullable InFlight frozen;

  Operator(
      Store store,
      RandomGenerator random,
      Invariants invariants,
      StoryLog log,
      List<WaveSpec> waves) {
    this.store = store;
    this.random = random;
    this.invariants = invariants;
    this.log = log;
    this.waves = waves;
  }

  void tick(Instant now) {
    if (!store.dirty && (wakeAt == null || now.isBefore(wakeAt))) return;
    // What a cache that lags has not shown yet, it will tell later.
    store.dirty = lag > 0;
    try {
      reconcile(now);
    } catch (Died e) {
      log.line("operator", "dies and starts anew");
      cache.clear();
      wakeAt = now;
    } catch (Store.Refused e) {
      log.line("operator", "write refused: " + e.getMessage());
      invariants.refused(lag);
      cache.clear();
      wakeAt = now;
    }
  }

  private void reconcile(Instant now) throws Died, Store.Refused {
    wakeAt = null;
    observe();
    var run = store.run;
    var progress = store.progress;
    if (run == null || progress == null) {
      betweenRuns(now);
      return;
    }
    if (progress.phase().terminal()) {
      finish(run, progress, now);
      return;
    }
    var snapshot =
        new RolloutSnapshot(run, progress, new Wish(wanted(), store.paused), views(), List.of());
    var plan = rollouts.plan(snapshot, now);
    invariants.planned(snapshot, plan, now);
    tell(plan, progress);
    apply(plan.actions());
    store(plan.progress());
    if (lag == 0) invariants.settled(replan(run, now), plan, progress);
    wake(plan.requeueAfter(), now);
  }

  private RolloutPlan replan(RolloutSpec run, Instant now) {
    observe();
    var progress = store.progress == null ? Progress.initial(run) : store.progress;
    return rollouts.plan(
        new RolloutSnapshot(run, progress, new Wish(wanted(), store.paused), views(), List.of()),
        now);
  }

  /** The verdict of the run becomes the model's; then the run is over. */
  private void finish(RolloutSpec run, Progress progress, Instant now) throws Died {
    var wish = new Wish(wanted(), store.paused);
    var plan = rollouts.plan(new RolloutSnapshot(run, progress, wish, views(), List.of()), now);
    spend();
    if (progress.phase() == RolloutPhase.SUCCEEDED) store.stable = run.to().name();
    if (plan.quarantine() != null) {
      store.quarantined.add(run.to().name());
      log.line("operator", run.to().name() + " is quarantined: " + plan.quarantine().code());
    }
    store.run = null;
    store.progress = null;
    wakeAt = now;
  }

  private void betweenRuns(Instant now) throws Died, Store.Refused {
    var stable = store.stable;
    if (!wanted().equals(stable) && !store.quarantined.contains(wanted())) {
      spend();
      var from = stable == null ? null : Scenario.revision(stable);
      var run =
          new RolloutSpec(
              "run-" + ++store.runs, from, Scenario.revision(wanted()), waves, DEADLINE, DOWNLOADS);
      store.run = run;
      store.progress = Progress.initial(run);
      log.line("operator", run.id() + ": from " + stable + " to " + run.to().name());
      wakeAt = now;
      return;
    }
    var last = waves.getLast();
    var plan =
        steadyState.plan(
            new SteadyStateSnapshot(
                "model",
                stable == null ? null : Scenario.revision(stable),
                store.paused,
                last.maxConcurrent(),
                new Amount.Percent(50),
                DEADLINE,
                SteadyStateSnapshot.FAILURE_WINDOW,
                views()),
            now);
    invariants.steady(plan, views());
    plan.notes().forEach(n -> log.line(n.subject(), n.sentence()));
    apply(plan.actions());
    wake(plan.requeueAfter(), now);
  }

  private String wanted() {
    var stable = store.stable;
    return store.quarantined.contains(store.wanted) && stable != null ? stable : store.wanted;
  }

  private void observe() {
    for (var name : store.names()) {
      var seen = store.behind(name, lag == 0 ? 0 : random.nextInt(lag + 1));
      cache.merge(name, seen, (old, next) -> next.version() > old.version() ? next : old);
    }
  }

  private List<DeviceView> views() {
    return cache.values().stream()
        .filter(d -> d.selected() || d.entry() != null)
        .map(Stored::view)
        .toList();
  }

  private void apply(List<Action> actions) throws Died, Store.Refused {
    for (var action : actions) {
      var seen = cache.get(action.device());
      long version = seen == null ? -1 : seen.version();
      if (freezeBeforeNextWrite) {
        freezeBeforeNextWrite = false;
        frozen = new InFlight(action, version);
        throw new Died();
      }
      spend();
      store.apply(action, version);
      cache.put(action.device(), store.device(action.device()));
    }
  }

  private void store(Progress progress) throws Died {
    if (progress.equals(store.progress)) return;
    spend();
    store.progress = progress;
    store.progressWrites++;
    store.dirty = true;
  }

  private void spend() throws Died {
    if (writesUntilDeath >= 0 && writesUntilDeath-- == 0) throw new Died();
    if (random.nextInt(100) < deathPercent) throw new Died();
  }

  private void wake(@Nullable Duration after, Instant now) {
    if (after != null) wakeAt = now.plus(after);
  }

  private void tell(RolloutPlan plan, Progress before) {
    plan.notes().forEach(n -> log.line(n.subject(), n.sentence()));
    boolean said =
        plan.notes().stream()
            .anyMatch(n ->
                plan.progress().reason() != null
                    && n.sentence().equals(plan.progress().reason().message()));
    if (plan.progress().phase() != before.phase())
      log.line("rollout", "is " + plan.progress().phase());
    var reason = plan.progress().reason();
    var old = before.reason();
    if (!said && reason != null && (old == null || !old.code().equals(reason.code())))
      log.line("rollout", reason.code() + ": " + reason.message());
  }
}
