package dev.atoll.rollout;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The active part of a device's entry.
 *
 * @param rollout {@link RolloutSpec#id()}, {@code null} when the steady state assigned it
 * @param wave number of the wave from 0; {@code null} outside waves (rollback, newcomer, steady
 *     state)
 * @param assignedAt when it was planned; survives restarts
 * @param soak how long the device serves it before it reports Proven
 */
public record Activation(
    Revision revision,
    @Nullable String rollout,
    @Nullable Integer wave,
    Instant assignedAt,
    Duration soak) {}
