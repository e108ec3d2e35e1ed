package dev.atoll.rollout;

/**
 * One device that is worth a look.
 *
 * @param device name
 * @param state as in the table of device states, for example {@code Failed}
 */
public record DeviceSample(String device, String state, Reason reason) {}
