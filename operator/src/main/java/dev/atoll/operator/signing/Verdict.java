package dev.atoll.operator.signing;

/** What came of an artifact that a compile gave or spoke of. */
sealed interface Verdict {
  /** A trusted key vouches for it, by a signature that was there or was just made. */
  record Trusted() implements Verdict {}

  /** The registry had it, but nobody trusted vouches for it. */
  record Untrusted(String why) implements Verdict {}

  /** It cannot be signed, or its signatures cannot be looked at. */
  record Unsigned(SigningReason reason, String message, boolean retryable) implements Verdict {}
}
