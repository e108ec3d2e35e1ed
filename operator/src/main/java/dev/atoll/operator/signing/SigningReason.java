package dev.atoll.operator.signing;

/** Reasons of condition Compiled when an artifact is not signed. */
public enum SigningReason {
  /** The registry had it without a valid signature, and had it again after it was made anew. */
  SignatureInvalid,
  /** The operator's own keys cannot be used. */
  SigningKeyInvalid,
  /** The registry does not take the signature, or does not give the artifact. */
  PushFailed,
  /** The artifact is not what the compiler said. */
  InternalError
}
