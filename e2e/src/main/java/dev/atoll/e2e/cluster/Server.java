package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server of the cluster, which can be stopped and started again with the same ports and data. */
public final class Server {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final int TRIES = 3;

  private final Recipe recipe;
  private final Processes processes;
  private final Ports ports;
  private List<Integer> chosen = List.of();
  private boolean portsInUse;
  private @Nullable ManagedProcess process;

  Server(Recipe recipe, Processes processes, Ports ports) {
    this.recipe = recipe;
    this.processes = processes;
    this.ports = ports;
  }

  public String name() {
    return recipe.name();
  }

  /** The port that clients use; the same through all restarts. */
  public synchronized int port() {
    if (chosen.isEmpty()) {
      throw new IllegalStateException(recipe.name() + " was never started");
    }
    return chosen.getFirst();
  }

  /** The running process, for signals and figures. */
  public synchronized Optional<ManagedProcess> process() {
    return Optional.ofNullable(process).filter(ManagedProcess::alive);
  }

  /**
   * Starts the server and returns when it answers its health check. Does nothing when it runs.
   *
   * @throws ClusterException with the place and the end of its log
   */
  public synchronized void start() {
    for (var attempt = 1; process().isEmpty(); attempt++) {
      try {
        if (!portsInUse) {
          chosen = ports.choose(recipe.portCount());
        }
        awaitReady(processes.start(recipe.launch(chosen)));
      } catch (ClusterException e) {
        // Another process may have taken the port since it was chosen; clients do not know it yet,
        // so choose again.
        if (e.reason() != Reason.PortTaken || portsInUse || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /** SIGTERM, and SIGKILL when it takes too long. */
  public synchronized void stop() {
    process().ifPresent(ManagedProcess::stop);
    process = null;
  }

  /** SIGKILL. */
  public synchronized void kill() {
    process().ifPresent(ManagedProcess::kill);
    process = null;
  }

  private void awaitReady(ManagedProcess candidate) {
    var missing = new String[] {"it was not asked"};
    var ready =
        Polling.until(
            READY,
            () -> {
              if (!candidate.alive()) {
                throw exited(candidate);
              }
              try {
                recipe.checkReady(chosen);
                return true;
              } catch (IOException e) {
                missing[0] = String.valueOf(e.getMessage());
                return false;
              }
            });
    if (!ready) {
      candidate.stop();
      throw failure(
          Reason.NotReadyInTime,
          "not ready after %d s (%s)".formatted(READY.toSeconds(), missing[0]),
          candidate);
    }
    process = candidate;
    portsInUse = true;
  }

  private ClusterException exited(ManagedProcess candidate) {
    var taken = candidate.logTail().toLowerCase(Locale.ROOT).contains("address already in use");
    return taken
        ? failure(
            Reason.PortTaken, "another process listens on one of its ports " + chosen, candidate)
        : failure(Reason.ProcessExited, "ended before it was ready", candidate);
  }

  private ClusterException failure(Reason reason, String what, ManagedProcess candidate) {
    return new ClusterException(
        reason,
        "%s: %s; the end of %s:%n%s".formatted(name(), what, candidate.log(), candidate.logTail()));
  }
}
