package dev.atoll.rollout;

/**
 * Why something is as it is.
 *
 * @param code CamelCase name that users may rely on
 * @param message one sentence for people
 */
public record Reason(String code, String message) {}
