/**
 * The planner of rollouts: a snapshot of facts goes in, a plan comes out.
 *
 * <p>Everything here is pure: no clock, no network, no Kubernetes. Equal snapshots give equal
 * plans, and a plan that was applied gives no action when it is made again.
 */
@NullMarked
package dev.atoll.rollout;

import org.jspecify.annotations.NullMarked;
