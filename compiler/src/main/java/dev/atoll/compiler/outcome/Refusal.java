package dev.atoll.compiler.outcome;

/**
 * Why there is no artifact.
 *
 * @param message a sentence for people that says what to do; holds no secret
 * @param retryable true when the same request may succeed later
 */
public record Refusal(Reason reason, String message, boolean retryable) {
  /** A refusal that a repetition does not change. */
  public static Refusal last(Reason reason, String message) {
    return new Refusal(reason, message, false);
  }

  /** A refusal that may pass by itself. */
  public static Refusal passing(Reason reason, String message) {
    return new Refusal(reason, message, true);
  }
}
