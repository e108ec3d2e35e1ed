package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a store, in words that hold nothing of what it sent. */
final class Trouble {
  private Trouble() {}

  /** A failure of the store that may pass; its message is fit for people. */
  static final class Passing extends IOException {
    private static final long serialVersionUID = 1L;

    Passing(String message) {
      super(message);
    }
  }

  /** The text of an exception may hold addresses with signatures: only ours is shown. */
  static String shown(IOException e) {
    return switch (e) {
      case Passing p -> String.valueOf(p.getMessage());
      case UnknownHostException _ -> "its host is not known";
      case ConnectException _ -> "its host takes no connection";
      case SocketTimeoutException _ -> "its host does not answer";
      default -> "the line breaks off again and again (" + e.getClass().getSimpleName() + ")";
    };
  }

  static RefusedException missing(SourceUri uri, @Nullable Throwable cause) {
    return new RefusedException(
        Refusal.last(
            Reason.SourceNotFound, "there is nothing at " + uri + ": check address and spelling"),
        cause);
  }

  static RefusedException denied(SourceUri uri, @Nullable Throwable cause) {
    return new RefusedException(
        Refusal.last(
            Reason.AccessDenied,
            "the store does not let the compiler read %s: check the credentials (source.credentialsSecretRef) and what they may read"
                .formatted(uri)),
        cause);
  }

  static RefusedException changed(SourceUri uri) {
    return new RefusedException(
        Refusal.passing(
            Reason.SourceChanged,
            uri
                + " changed while it was fetched: write models to a new place, never over a used one"));
  }

  static RefusedException unsupported(String what) {
    return new RefusedException(Reason.UnsupportedSource, what);
  }
}
