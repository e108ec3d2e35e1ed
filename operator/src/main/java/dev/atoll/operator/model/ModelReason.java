package dev.atoll.operator.model;

/** Reasons that an EdgeModel's conditions carry, beside those of the compiler and the planner. */
enum ModelReason {
  /** The wanted revision is being compiled. */
  Compiling,
  /** A ModelRevision or ModelRollout of the name that is due belongs to somebody else. */
  NameTaken,
  /** The pinned revision does not exist, or has no artifact. */
  PinnedRevisionNotFound,
  /** The wanted revision failed in the fleet. */
  Quarantined,
  /** The wanted revision cannot be told apart from the stable one. */
  SameAsStable,
  /** Every reachable, compatible device serves the stable revision. */
  Healthy,
  /** A rollout is running, or about to begin. */
  RollingOut,
  /** No device is selected. */
  NoDevices,
  /** spec.paused is set. */
  PausedByUser,
  /** Nothing to say against it. */
  AsPlanned,
  /** Nothing was ever proven. */
  NothingStable,
  /** The catalogue has no entry of the name that the source gives. */
  ZooEntryNotFound,
  /** The entry of the catalogue is not written as one. */
  ZooEntryInvalid,
  /** The entry of the catalogue needs calibration data, and there is none. */
  CalibrationInvalid,
  /** Devices are on their way to the stable revision, or failed with it. */
  NotSettled
}
