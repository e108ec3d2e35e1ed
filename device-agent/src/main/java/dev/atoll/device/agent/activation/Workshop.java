package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.serving.Catalog;
import dev.atoll.device.agent.store.StateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * What every model's worker uses.
 *
 * @param downloadPatience after which a registry that does not answer counts as a failure
 * @param retryAfter before what failed for a passing cause is tried again
 * @param sweep deletes from the disk what no model needs
 * @param changed told the name of a model whose state has changed
 */
public record Workshop(
    Fetcher fetcher,
    Activator activator,
    StateStore states,
    Catalog catalog,
    InstantSource clock,
    ScheduledExecutorService timer,
    Duration downloadPatience,
    Duration retryAfter,
    Runnable sweep,
    Consumer<String> changed,
    Consumer<String> log) {}
