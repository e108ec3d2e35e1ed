package dev.atoll.operator.signing;

/** What came of an artifact that a compile gave. */
sealed interface Verdict {
  /** It is signed for its model. */
  record Signed() implements Verdict {}

  /** The registry had it, but nobody trusted vouches for it. */
  record Untrusted(String why) implements Verdict {}

  /** It cannot be signed. */
  record Unsigned(SigningReason reason, String message, boolean retryable) implements Verdict {}
}
