/**
 * The planner in a simulated world: virtual time, one seeded generator, devices with the state
 * machine of an honest agent, a store with versions and an operator that may stop between any two
 * writes.
 */
@NullMarked
package dev.atoll.rollout.simulation;

import org.jspecify.annotations.NullMarked;
