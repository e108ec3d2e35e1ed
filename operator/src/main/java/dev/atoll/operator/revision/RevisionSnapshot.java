package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the plan for a revision is made from.
 *
 * @param wanted whether the EdgeModel asks for this revision at this moment
 * @param retry the EdgeModel's retry
 * @param compile what the backend knows
 */
record RevisionSnapshot(
    ModelRevision revision,
    boolean wanted,
    @Nullable String retry,
    CompileState compile,
    Instant now) {}
