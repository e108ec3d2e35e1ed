package dev.atoll.operator.revision;

/** Reasons of condition Compiled that the operator itself gives; the compiler gives more. */
public enum CompileReason {
  /** Queued or running. */
  Compiling,
  /** The artifact is in the registry. */
  Compiled,
  /** The registry had an artifact of equal content. */
  CacheHit,
  /** The compiler ended without a result. */
  CompilerCrashed,
  /** The compiler needed longer than it may. */
  CompileTimeout,
  /** Something ended the compiler from outside. */
  CompileKilled,
  /** The cluster needed the place for something else. */
  CompileEvicted,
  /** The compiler needed more memory than it may. */
  CompileOutOfMemory,
  /** The compiler needed more disk than it may. */
  CompileOutOfDisk,
  /** No node takes the compile. */
  CompileUnschedulable,
  /** The cluster made no pod, or no container, of the job. */
  CompileNotStarted,
  /** An image of the compile cannot be had. */
  ImagePullFailed,
  /** A Secret that the compile needs is not there, or a key is missing in it. */
  CredentialsMissing,
  /** This operator may not read the Secret that the source names. */
  CredentialsForbidden,
  /** The compiler's answer makes no sense. */
  InternalError
}
