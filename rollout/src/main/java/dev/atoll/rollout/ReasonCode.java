package dev.atoll.rollout;

/** The names of the reasons that the planner itself gives. */
public enum ReasonCode {
  /** The devices that a wave needs are not there: none matches, or none of them is reachable. */
  WaitingForDevices,
  /** Devices are in the middle of the change. */
  Updating,
  /** Devices serve the candidate, their soak is not over. */
  Soaking,
  /** A gate has not answered yet. */
  WaitingForGate,
  /** A gate said no. */
  GateFailed,
  /** More devices failed than the wave allows. */
  TooManyFailed,
  /** More devices fell silent than the wave allows. */
  TooManyLost,
  /** Every device that the wave selects was already updated by an earlier wave. */
  AlreadyUpdated,
  /** The wave begins. */
  WaveOpened,
  /** A device is given a revision. */
  Assigned,
  /** A device loses the model. */
  Unassigned,
  /** The wave's conditions are met. */
  WavePassed,
  /** An earlier wave has not passed. */
  WaitingForWave,
  /** The EdgeModel is paused. */
  PausedByUser,
  /** The EdgeModel asks for the revision that the run came from. */
  AbortedByUser,
  /** The EdgeModel asks for another revision. */
  NewerRevision,
  /** All waves passed. */
  AllWavesPassed,
  /** The lease of the device is stale. */
  Unreachable,
  /** The device fell silent, or did not finish in time, after its activation began. */
  Lost,
  /** The device needs longer than the download timeout. */
  SlowDownload
}
