/** Tests of the planner. */
@NullMarked
package dev.atoll.rollout;

import org.jspecify.annotations.NullMarked;
