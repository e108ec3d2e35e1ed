package dev.atoll.rollout;

/**
 * A decision, for people: log and event.
 *
 * @param subject a device or {@code wave canary}
 * @param sentence what and why
 */
public record Note(String subject, String sentence) {}
