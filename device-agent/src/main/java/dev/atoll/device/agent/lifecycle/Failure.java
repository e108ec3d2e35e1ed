package dev.atoll.device.agent.lifecycle;

/** Why something failed: a name for programs, a sentence for people. */
public record Failure(Reason reason, String message) {}
