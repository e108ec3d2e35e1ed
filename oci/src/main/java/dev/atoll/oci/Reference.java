package dev.atoll.oci;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A manifest in a repository, by tag or by digest; exactly one of the two is set. */
public record Reference(Repository repository, @Nullable String tag, @Nullable Digest digest) {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  /** Refuses an invalid tag, both and neither. */
  public Reference {
    if ((tag == null) == (digest == null)) {
      throw new IllegalArgumentException("a reference has either a tag or a digest");
    }
    if (tag != null && !TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException(
          "a tag has at most 128 letters, digits, '.', '_' and '-', not " + Shown.text(tag));
    }
  }

  /**
   * Reads {@code host[:port]/name@sha256:<hex>} or {@code host[:port]/name:tag}.
   *
   * @throws IllegalArgumentException with a sentence that names what is wrong
   */
  public static Reference parse(String text) {
    int at = text.indexOf('@');
    if (at >= 0) {
      return Repository.parse(text.substring(0, at)).digest(Digest.parse(text.substring(at + 1)));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || colon < text.indexOf('/')) {
      throw new IllegalArgumentException(
          "a reference ends in :tag or @sha256:<hex>, unlike " + Shown.text(text));
    }
    return Repository.parse(text.substring(0, colon)).tag(text.substring(colon + 1));
  }

  /** What stands in the URL after {@code /manifests/}. */
  String selector() {
    return tag != null ? tag : String.valueOf(digest);
  }

  @Override
  public String toString() {
    return tag != null ? repository + ":" + tag : repository + "@" + digest;
  }
}
