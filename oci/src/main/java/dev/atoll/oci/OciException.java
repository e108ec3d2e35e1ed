package dev.atoll.oci;

import org.jspecify.annotations.Nullable;

/**
 * Why something could not be pushed or pulled: a reason that programs may rely on and a sentence
 * for people.
 */
public final class OciException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The names that conditions, events and reports show. */
  public enum Reason {
    /** The registry answers that it has no such manifest, blob or repository. */
    NotFound,
    /** The bytes are not those that the digest or the declared size names. */
    DigestMismatch,
    /** The registry cannot be reached, is overloaded, or the line was cut too often. */
    Unavailable,
    /** The registry wants other credentials. */
    Unauthorized,
    /** More bytes than the limit of this kind of content. */
    TooLarge,
    /** The manifest, its configuration or a small part of the artifact cannot be understood. */
    ManifestInvalid,
    /** The disk has no room. */
    NoSpace,
    /** The disk failed in another way. */
    StorageFailed,
    /** The registry refuses the request for a reason that a repetition does not change. */
    Refused
  }

  private final Reason reason;
  private final boolean retryable;

  /** Made with the error below it, when there is one. */
  public OciException(Reason reason, String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryable = retryable;
  }

  /** Made without a cause. */
  public OciException(Reason reason, String message, boolean retryable) {
    this(reason, message, retryable, null);
  }

  /** Stable name of what went wrong. */
  public Reason reason() {
    return reason;
  }

  /** True when the same call may succeed later without anybody changing anything. */
  public boolean retryable() {
    return retryable;
  }

  static OciException unavailable(String message, @Nullable Throwable cause) {
    return new OciException(Reason.Unavailable, message, true, cause);
  }

  static OciException mismatch(String message) {
    return new OciException(Reason.DigestMismatch, message, false);
  }

  /** A local disk error; a full disk is told apart, since people can do something about it. */
  static OciException storage(String what, java.io.IOException cause) {
    String detail = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    boolean full =
        detail.contains("No space left on device") || detail.contains("Disk quota exceeded");
    return full
        ? new OciException(Reason.NoSpace, what + ": the disk is full, make room", true, cause)
        : new OciException(Reason.StorageFailed, what + ": " + detail, true, cause);
  }
}
