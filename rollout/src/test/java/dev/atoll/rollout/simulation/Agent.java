package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Entry;
import dev.atoll.rollout.Liveness;
import dev.atoll.rollout.Report;
import dev.atoll.rollout.Report.Phase;
import dev.atoll.rollout.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An honest device: what the agent does, second by second. */
final class Agent {
  static final Duration RENEW = Duration.ofSeconds(5);
  static final Duration LEASE = Duration.ofSeconds(15);

  final String name;
  private final Store store;
  private final int downloadSeconds;
  private final int activateSeconds;
  final Map<String, Behaviour> behaviours = new HashMap<>();
  private int storeNumber = 1;
  private @Nullable Entry entry;
  private @Nullable Report said;
  private @Nullable Instant phaseBegan;
  private Phase phase = Phase.FETCHING;
  private final Set<String> onDisk = new HashSet<>();
  @Nullable Revision serving;

  /** Names of revisions that it proved since its disk was new and its entry stood. */
  final Set<String> served = new HashSet<>();

  private Instant renewAt = Instant.MIN;
  Instant silentUntil = Instant.MIN;
  Instant downUntil = Instant.MIN;
  private Instant listensFrom = Instant.MIN;

  /** Attempts that truly served through their soak. */
  final Set<Long> proven = new HashSet<>();

  Agent(String name, Store store, int downloadSeconds, int activateSeconds) {
    this.name = name;
    this.store = store;
    this.downloadSeconds = downloadSeconds;
    this.activateSeconds = activateSeconds;
  }

  /** Whether the revision works on this device. */
  boolean bears(String revision) {
    return behaviours.getOrDefault(revision, Behaviour.GOOD) == Behaviour.GOOD;
  }

  String storeId() {
    return name + "-disk" + storeNumber;
  }

  /** Begins in the middle of its life: the entry is proven. */
  void alreadyServes(Entry proved, Instant since) {
    entry = proved;
    serving = proved.active().revision();
    served.add(serving.name());
    onDisk.add(digest(serving));
    enter(Phase.PROVEN, null, null, since);
    proven.add(proved.attempt());
  }

  void tick(Instant now) {
    if (now.isBefore(downUntil)) return;
    boolean online = !now.isBefore(silentUntil);
    if (online) {
      renew(now);
      if (!now.isBefore(listensFrom)) adopt(store.device(name).entry(), now);
    }
    // Quick steps within one second are told as one.
    for (int i = 0; i < 4 && entry != null && work(entry, now); i++) {}
    if (online && !now.isBefore(downUntil) && !now.isBefore(listensFrom)) tell();
  }

  /** A new disk in the same machine: the lease comes first, the entry is read a little later. */
  void reimage(Instant now) {
    listensFrom = now.plusSeconds(4);
    pending = null;
    storeNumber++;
    entry = null;
    said = null;
    serving = null;
    served.clear();
    onDisk.clear();
    renewAt = Instant.MIN;
  }

  /** The process ends and starts again: work in the middle begins anew, what is done stays. */
  void restart(Instant now) {
    if (phase == Phase.ACTIVATING) phaseBegan = now;
    renewAt = Instant.MIN;
  }

  private void renew(Instant now) {
    if (now.isBefore(renewAt)) return;
    store.renew(name, new Liveness(storeId(), now, LEASE));
    renewAt = now.plus(RENEW);
  }

  private void adopt(@Nullable Entry assigned, Instant now) {
    if (assigned == null) {
      serving = null;
      served.clear();
      entry = null;
      return;
    }
    if (entry != null && entry.attempt() == assigned.attempt()) return;
    entry = assigned;
    enter(Phase.FETCHING, null, null, now);
  }

  private boolean work(Entry entry, Instant now) {
    var revision = entry.active().revision();
    var behaviour = behaviours.getOrDefault(revision.name(), Behaviour.GOOD);
    return switch (phase) {
      case FETCHING, WAITING -> {
        if (!onDisk.contains(digest(revision)) && !over(downloadSeconds, now)) yield false;
        onDisk.add(digest(revision));
        yield enter(Phase.ACTIVATING, null, null, now);
      }
      case ACTIVATING -> activate(revision, behaviour, now);
      case ACTIVE -> {
        long soak = entry.active().soak().toSeconds();
        if (behaviour == Behaviour.TOO_SLOW && over(soak / 2, now)) yield revert(entry, now);
        if (!over(soak, now)) yield false;
        proven.add(entry.attempt());
        served.add(revision.name());
        yield enter(Phase.PROVEN, null, null, now);
      }
      case PROVEN -> behaviour == Behaviour.FAILS_LATE && over(30, now) && revert(entry, now);
      case FAILED, REVERTED -> false;
    };
  }

  private boolean activate(Revision revision, Behaviour behaviour, Instant now) {
    if (behaviour == Behaviour.KILLS_NODE) {
      downUntil = Instant.MAX;
      return false;
    }
    if (!over(activateSeconds, now) || behaviour == Behaviour.HANGS) return false;
    if (behaviour == Behaviour.LOAD_FAILED)
      return enter(Phase.FAILED, "LoadFailed", "the interpreter refuses the model", now);
    serving = revision;
    return enter(Phase.ACTIVE, null, null, now);
  }

  private boolean revert(Entry entry, Instant now) {
    serving = entry.fallback();
    return enter(Phase.REVERTED, "LatencyAboveTarget", "p99 71 ms is above 5 ms", now);
  }

  private boolean enter(
      Phase next, @Nullable String reason, @Nullable String message, Instant now) {
    phase = next;
    phaseBegan = now;
    if (entry != null)
      pending =
          new Report(
              entry.attempt(),
              entry.active().revision().name(),
              next,
              reason,
              message,
              now,
              storeId());
    return true;
  }

  private @Nullable Report pending;

  /** Writes the report when the store does not have it; a foreign one is written over. */
  private void tell() {
    if (entry == null) pending = null;
    if (pending == null && store.device(name).report() == null) return;
    if (pending != null && pending.equals(store.device(name).report())) return;
    store.report(name, pending);
    said = pending;
  }

  @Nullable Report said() {
    return said;
  }

  private boolean over(long seconds, Instant now) {
    return phaseBegan != null && !now.isBefore(phaseBegan.plusSeconds(seconds));
  }

  private static String digest(Revision revision) {
    return revision.artifact().digest();
  }
}
