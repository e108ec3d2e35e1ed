package dev.atoll.compiler.pin;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Compares what was fetched with what the user pinned. */
public final class Pin {
  private Pin() {}

  /**
   * The digest found, when it is the pinned one or nothing is pinned.
   *
   * @param field that pins, for example {@code source.digest}
   * @param pinned {@code sha256:…}, or null
   */
  public static Outcome<Digest> check(String field, @Nullable String pinned, Digest found) {
    if (pinned == null || pinned.equals(found.toString())) {
      return Outcome.done(found);
    }
    return Outcome.refused(
        Refusal.last(
            Reason.ChecksumMismatch,
            "%s pins %s, but the content is %s: pin that, or restore the content"
                .formatted(field, shown(pinned), found)));
  }

  private static String shown(String pinned) {
    return pinned.length() <= 80 ? pinned : pinned.substring(0, 80) + "…";
  }
}
