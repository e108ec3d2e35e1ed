package dev.atoll.device.agent.lifecycle;

/** Why a model is not served as assigned; users may rely on the names. */
public enum Reason {
  /** The registry does not give the artifact. */
  DownloadFailed,
  /** The bytes, in the registry or on the disk, are not those that the digest names. */
  DigestMismatch,
  /** No trusted key signed the artifact for this model. */
  SignatureInvalid,
  /** The disk has no room for the artifact. */
  NoSpace,
  /** The artifact has no variant for this device. */
  NoVariant,
  /** The artifact's manifest or golden samples cannot be understood. */
  ManifestInvalid,
  /** The runner refuses the model. */
  LoadFailed,
  /** The model gives other outputs than it did when it was compiled. */
  SelfTestFailed,
  /** The runner died, more than once, while the model was new. */
  RunnerCrashed,
  /** One inference takes longer than the model's latency target. */
  LatencyAboveTarget,
  /** The model does not fit into memory. */
  OutOfMemory;

  /** True when the model is not at fault, so that trying again later makes sense. */
  public boolean mayPass() {
    return this == DownloadFailed || this == NoSpace;
  }
}
