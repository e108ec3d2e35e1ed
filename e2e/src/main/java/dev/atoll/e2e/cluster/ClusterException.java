package dev.atoll.e2e.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The development cluster cannot do what was asked; the message says what to do or where to look.
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; names that tests may rely on. */
  public enum Reason {
    /** A program is not in the cache; the message names the command that builds it. */
    ProgramMissing,
    /** A process ended before it was ready, or could not be started at all. */
    ProcessExited,
    /** A port that must be the same as before belongs to somebody else now. */
    PortTaken,
    /** A process runs, but did not answer its health check in time. */
    NotReadyInTime,
    /** A process is still there after SIGKILL. */
    NotStopped,
    /** The run directory cannot be read or written, or another cluster runs in it. */
    RunDirectoryUnusable,
    /** This machine cannot run a real node; the message says what it lacks. */
    NodeImpossible,
    /** The waiting thread was interrupted. */
    Interrupted
  }

  private final Reason reason;

  public ClusterException(Reason reason, String message) {
    this(reason, message, null);
  }

  public ClusterException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
