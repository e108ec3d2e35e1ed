package dev.atoll.operator.revision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who waits, in which order, and who may start. The order follows from the revisions alone, so that
 * a restart of the operator does not shuffle it. Not for several threads at once.
 */
public final class CompileQueue {
  private static final Comparator<CompileJob> FIRST_ASKED =
      Comparator.comparing(CompileJob::asked)
          .thenComparing(j -> j.id().namespace())
          .thenComparing(j -> j.id().revision())
          .thenComparing(j -> j.id().uid());

  private final TreeSet<CompileJob> waiting = new TreeSet<>(FIRST_ASKED);

  /** Waits from now on; another attempt of the same revision takes the place of the earlier one. */
  public void add(CompileJob job) {
    waiting.remove(job);
    waiting.add(job);
  }

  public void remove(CompileId id) {
    waiting.removeIf(j -> j.id().equals(id));
  }

  public boolean contains(CompileId id) {
    return waiting.stream().anyMatch(j -> j.id().equals(id));
  }

  /**
   * Takes out those that may start now: in order, as many as there is room for, none that may turn
   * out equal to one that runs.
   *
   * @param running what runs now
   * @param most how many may run at once
   * @param possible whether anything else stands in the way of one
   */
  public List<CompileJob> take(Collection<Lane> running, int most, Predicate<CompileJob> possible) {
    var lanes = new ArrayList<>(running);
    var starting = new ArrayList<CompileJob>();
    for (var job : waiting) {
      if (lanes.size() >= most) break;
      if (lanes.stream().anyMatch(job.lane()::mayEqual) || !possible.test(job)) continue;
      lanes.add(job.lane());
      starting.add(job);
    }
    starting.forEach(waiting::remove);
    return starting;
  }

  /** What is to be shown of each that waits. */
  public Map<CompileId, CompileState.Queued> positions() {
    var positions = new HashMap<CompileId, CompileState.Queued>();
    int position = 0;
    for (var job : waiting) positions.put(job.id(), CompileState.Queued.at(++position));
    return positions;
  }

  /** Those of whom something else is to be shown now than before, gone ones included. */
  public static List<CompileId> moved(
      Map<CompileId, CompileState.Queued> before, Map<CompileId, CompileState.Queued> after) {
    var ids =
        new TreeSet<CompileId>(
            Comparator.comparing(CompileId::namespace)
                .thenComparing(CompileId::revision)
                .thenComparing(CompileId::uid)
                .thenComparing(CompileId::attempt));
    before.forEach((id, p) -> {
      if (!p.equals(after.get(id))) ids.add(id);
    });
    after.forEach((id, p) -> {
      if (!p.equals(before.get(id))) ids.add(id);
    });
    return List.copyOf(ids);
  }
}
