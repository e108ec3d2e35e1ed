package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileQueue;
import dev.atoll.operator.revision.CompileResult.Refused;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Unknown;
import dev.atoll.operator.revision.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What this process holds of the runs that it was asked for, beside what the cluster holds. Every
 * entry goes: when the Job is gone, when it is given up, or, that it could not be made, when it is
 * forgotten. Not for several threads at once.
 */
final class Runs {
  private final CompileQueue queue = new CompileQueue();
  // Asked for, and not yet seen in the cluster.
  private final Map<CompileId, Begun> begun = new HashMap<>();
  private final Map<CompileId, Refused> notMade = new HashMap<>();
  // Asked for here, and neither gone nor given up.
  private final Set<CompileId> own = new HashSet<>();
  // Of these nothing is known any more, although their Jobs are there or may yet come.
  private final Set<CompileId> forgotten = new HashSet<>();

  /** That the making of a Job began; each time another. */
  static final class Begun {
    private final CompileJob job;

    private Begun(CompileJob job) {
      this.job = job;
    }

    CompileJob job() {
      return job;
    }

    CompileId id() {
      return job.id();
    }
  }

  /**
   * @param moved those of whom something else is to be shown now
   */
  record Taken(List<Begun> starting, List<CompileId> moved) {}

  /** What is to be shown, whatever the cluster says. */
  Optional<CompileState> state(CompileId id) {
    var queued = queue.positions().get(id);
    if (queued != null) return Optional.of(queued);
    var refused = notMade.get(id);
    if (refused != null) return Optional.of(new Finished(refused));
    return forgotten.contains(id) ? Optional.of(new Unknown()) : Optional.empty();
  }

  /** Whether it waits, or is on its way into the cluster. */
  boolean pending(CompileId id) {
    return queue.contains(id) || begun.containsKey(id);
  }

  /** Whether it is on its way into the cluster. */
  boolean begun(CompileId id) {
    return begun.containsKey(id);
  }

  boolean own(CompileId id) {
    return own.contains(id);
  }

  boolean forgotten(CompileId id) {
    return forgotten.contains(id);
  }

  List<Lane> begunLanes() {
    return begun.values().stream().map(b -> b.job.lane()).toList();
  }

  /** Returns those of whom something else is to be shown now; so do all the others. */
  List<CompileId> add(CompileJob job) {
    forgotten.remove(job.id());
    notMade.remove(job.id());
    return reorder(() -> queue.add(job));
  }

  /** As {@link CompileQueue#take}. */
  Taken take(Collection<Lane> running, int most, Predicate<CompileJob> possible) {
    var starting = new ArrayList<Begun>();
    var moved =
        reorder(
            () -> queue.take(running, most, possible).forEach(job -> starting.add(new Begun(job))));
    for (var run : starting) {
      begun.put(run.id(), run);
      own.add(run.id());
    }
    return new Taken(starting, moved);
  }

  /**
   * It could not be made. That is told unless nobody wants it any more, or it is there all the
   * same.
   */
  List<CompileId> failed(CompileId id, Refused why) {
    if (pending(id) && !forgotten.contains(id)) notMade.put(id, why);
    begun.remove(id);
    return reorder(() -> queue.remove(id));
  }

  /** Its Job was not seen for long after it was made, or could not be made. */
  void giveUp(Begun run) {
    begun.remove(run.id(), run);
  }

  /**
   * @param there whether its Job is in the cluster
   */
  List<CompileId> forget(CompileId id, boolean there) {
    notMade.remove(id);
    if (there || own.contains(id)) forgotten.add(id);
    return reorder(() -> queue.remove(id));
  }

  /**
   * The cluster was looked at again.
   *
   * @param there whether its Job is in it
   */
  void seen(CompileId id, boolean there) {
    if (there) {
      begun.remove(id);
    } else if (!begun.containsKey(id)) {
      own.remove(id);
      forgotten.remove(id);
    }
  }

  private List<CompileId> reorder(Runnable change) {
    var before = queue.positions();
    change.run();
    return CompileQueue.moved(before, queue.positions());
  }
}
