package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rollouts of a model are counted: {@code <revision>-<number>}. */
final class RolloutNumbers {
  static final Comparator<ModelRollout> OLDEST_FIRST =
      Comparator.comparingLong(r -> of(r.getMetadata().getName()));

  private RolloutNumbers() {}

  /** The number at the end of the name; 0 when there is none. */
  static long of(@Nullable String rollout) {
    if (rollout == null) return 0;
    var digits = rollout.substring(rollout.lastIndexOf('-') + 1);
    return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : 0;
  }

  /** A name that no rollout of the model had, as far as is known. */
  static String next(String revision, List<ModelRollout> rollouts, @Nullable String newestKnown) {
    long highest = of(newestKnown);
    for (var rollout : rollouts) highest = Math.max(highest, of(rollout.getMetadata().getName()));
    return revision + "-" + (highest + 1);
  }
}
