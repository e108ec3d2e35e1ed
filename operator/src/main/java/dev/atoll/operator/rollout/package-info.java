/** One run of a ModelRollout: observe, plan, assign, report. */
@NullMarked
package dev.atoll.operator.rollout;

import org.jspecify.annotations.NullMarked;
