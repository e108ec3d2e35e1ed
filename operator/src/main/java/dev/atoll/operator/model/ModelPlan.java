package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Quarantine;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do for an EdgeModel.
 *
 * @param stable name of the revision that was proven in the fleet last
 * @param wanted name of the revision that the EdgeModel wants
 * @param create what has to be made
 * @param verdicts quarantines that begin or end
 * @param newest the newest rollout, running or over
 * @param steady whether devices are brought to the stable revision outside of any rollout
 * @param standing how the wanted revision stands
 * @param oldRevisions beyond the history limit and in nobody's use
 * @param oldRollouts the same
 */
record ModelPlan(
    @Nullable String stable,
    String wanted,
    Create create,
    List<Verdict> verdicts,
    @Nullable ModelRollout newest,
    boolean steady,
    Standing standing,
    List<ModelRevision> oldRevisions,
    List<ModelRollout> oldRollouts) {

  /** What has to be made now. */
  sealed interface Create {
    record Nothing() implements Create {}

    record NewRevision(String name, ModelRevisionSpec spec) implements Create {}

    record NewRollout(String name, ModelRolloutSpec spec) implements Create {}
  }

  /** A quarantine that is to stand on a revision; {@code null}: none. */
  record Verdict(ModelRevision revision, @Nullable Quarantine quarantine) {}

  /** How the wanted revision stands; reason and message are for people. */
  record Standing(Kind kind, String reason, String message) {
    enum Kind {
      /** Being made. */
      COMPILING,
      /** It cannot be had: refused at compile, quarantined, not found. */
      REFUSED,
      /** It is to be rolled out, as soon as nothing is in the way. */
      DUE,
      /** It is what the fleet has. */
      STABLE
    }
  }
}
