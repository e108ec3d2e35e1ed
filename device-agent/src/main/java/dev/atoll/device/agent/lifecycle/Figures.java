package dev.atoll.device.agent.lifecycle;

import java.time.Duration;

/** Time of one inference in the interpreter. */
public record Figures(Duration p50, Duration p99, int invocations) {}
