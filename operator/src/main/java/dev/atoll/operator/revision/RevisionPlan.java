package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a revision. The status is written first: a start that a restart swallowed is made
 * again, while a result that was forgotten before it was written would be lost.
 *
 * @param status what this reconciler says; quarantine belongs to another
 * @param requeueAfter when time alone changes the plan
 */
record RevisionPlan(ModelRevisionStatus status, Step step, @Nullable Duration requeueAfter) {
  enum Step {
    NONE,
    START,
    FORGET
  }
}
