package dev.atoll.compiler.outcome;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atoll.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no artifact.
 *
 * @param message a sentence for people that says what to do; holds no secret. Names of a hostile
 *     file may be in it: what moves a cursor or turns the direction of text is replaced
 * @param retryable true when the same request may succeed later
 * @param hit the artifact from which this is known, when nothing was compiled: whoever may write to
 *     the registry may have put it there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refusal(Reason reason, String message, boolean retryable, @Nullable Hit hit) {
  /**
   * An artifact that the registry had.
   *
   * @param artifactKey 64 hexadecimal digits
   */
  public record Hit(String repository, Digest digest, String artifactKey) {}

  /** The form of the files between stages. */
  @JsonCreator
  public Refusal {
    message = Plain.line(message);
  }

  /** Known from the work itself. */
  public Refusal(Reason reason, String message, boolean retryable) {
    this(reason, message, retryable, null);
  }

  /** A refusal that a repetition does not change. */
  public static Refusal last(Reason reason, String message) {
    return new Refusal(reason, message, false);
  }

  /** A refusal that may pass by itself. */
  public static Refusal passing(Reason reason, String message) {
    return new Refusal(reason, message, true);
  }

  /** The same, known from this artifact. */
  public Refusal from(Hit artifact) {
    return new Refusal(reason, message, retryable, artifact);
  }

  /** The same in other words. */
  public Refusal saying(String words) {
    return new Refusal(reason, words, retryable, hit);
  }
}
