package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be forgotten. */
final class History {
  static final int LIMIT = 5;

  private History() {}

  /** All but the newest that are over. */
  static List<ModelRollout> oldRollouts(List<ModelRollout> rollouts) {
    var newestFirst = rollouts.stream().sorted(RolloutNumbers.OLDEST_FIRST.reversed()).toList();
    return newestFirst.stream().skip(LIMIT).filter(r -> Rollouts.over(r.getStatus())).toList();
  }

  /** All but the newest, and but those that somebody still refers to. */
  static List<ModelRevision> oldRevisions(
      ModelSnapshot s, String wanted, @Nullable String stable, @Nullable ModelRollout newest) {
    var kept = kept(s, wanted, stable, newest);
    return s.revisions().stream()
        .filter(r -> !kept.contains(r.getMetadata().getName()))
        .sorted(newestFirst())
        .skip(LIMIT)
        .toList();
  }

  private static Set<String> kept(
      ModelSnapshot s, String wanted, @Nullable String stable, @Nullable ModelRollout newest) {
    var kept = new HashSet<>(s.inUse());
    kept.add(wanted);
    if (stable != null) kept.add(stable);
    if (newest != null) kept.add(newest.getSpec().to());
    if (newest != null && newest.getSpec().from() != null) kept.add(newest.getSpec().from());
    return kept;
  }

  private static Comparator<ModelRevision> newestFirst() {
    return Comparator.comparing(
            (ModelRevision r) -> String.valueOf(r.getMetadata().getCreationTimestamp()))
        .thenComparing(r -> r.getMetadata().getName())
        .reversed();
  }
}
