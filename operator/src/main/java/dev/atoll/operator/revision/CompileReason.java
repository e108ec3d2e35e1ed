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
  /** The compiler's answer makes no sense. */
  InternalError
}
