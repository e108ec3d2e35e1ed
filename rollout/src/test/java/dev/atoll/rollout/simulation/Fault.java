package dev.atoll.rollout.simulation;

/** Something that happens to the world; all times in seconds. */
sealed interface Fault {
  /** When, in seconds from the start. */
  int at();

  /** The network of a device is cut; it works on. */
  record Offline(int at, String device, int seconds) implements Fault {}

  /** A device is without power. */
  record Down(int at, String device, int seconds) implements Fault {}

  /** The agent's process is killed and starts again. */
  record AgentKilled(int at, String device) implements Fault {}

  record Reimage(int at, String device) implements Fault {}

  record Cordon(int at, String device, int seconds) implements Fault {}

  /** The device falls out of the selector, and comes back. */
  record Leave(int at, String device, int seconds) implements Fault {}

  record Join(int at, String device) implements Fault {}

  record Pause(int at, int seconds) implements Fault {}

  /** The EdgeModel asks for another revision. */
  record Want(int at, String revision) implements Fault {}

  /** The EdgeModel asks for the stable revision. */
  record PinStable(int at) implements Fault {}

  /** The operator stops after so many further writes and starts anew. */
  record OperatorDies(int at, int afterWrites) implements Fault {}

  /** The operator stops before each of its writes with this probability. */
  record UnstableOperator(int at, int percent, int seconds) implements Fault {}

  /** The operator's cache lags by up to so many versions of each object. */
  record StaleCache(int at, int versions, int seconds) implements Fault {}

  /** The operator freezes before its next write to a device, which arrives late. */
  record LateWrite(int at, int secondsLate) implements Fault {}

  /** An old or foreign report appears in the device's status. */
  record ForeignReport(int at, String device, Lie lie) implements Fault {}

  enum Lie {
    OLDER_ATTEMPT,
    OTHER_REVISION,
    OTHER_STORE,
    FUTURE_ATTEMPT
  }
}
