package dev.atoll.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What stands on a device about the model: the same shape is read and written.
 *
 * @param attempt only grows, from 1
 * @param active what the device should serve
 * @param fallback what it goes back to by itself: the revision proven last in the fleet, {@code
 *     null} when there is none other than the active one
 */
public record Entry(long attempt, Activation active, @Nullable Revision fallback) {}
