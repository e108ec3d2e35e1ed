package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides about an EdgeModel.
 *
 * @param revisions of this EdgeModel, in any order
 * @param rollouts of this EdgeModel, in any order
 * @param inUse names of revisions that stand on devices
 * @param refused why the entry of the zoo that the source names cannot be used; null when it can,
 *     or when none is named
 */
record ModelSnapshot(
    EdgeModel model,
    List<ModelRevision> revisions,
    List<ModelRollout> rollouts,
    Set<String> inUse,
    @Nullable ZooRefusal refused) {
  ModelSnapshot {
    revisions = List.copyOf(revisions);
    rollouts = List.copyOf(rollouts);
    inUse = Set.copyOf(inUse);
  }
}
