package dev.atoll.oci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository on a registry, for instance {@code 127.0.0.1:5000/atoll/vision}.
 *
 * @param host host name or address, with the port when there is one
 * @param name the path of the repository on that host, as the distribution specification allows it
 */
public record Repository(String host, String name) {
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
  private static final Pattern HOST =
      Pattern.compile(
          "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9A-Fa-f:]{2,45}])(?::([0-9]{1,5}))?");
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
  private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*+");
  private static final int MAX_NAME = 255;

  /** Refuses what the distribution specification does not allow. */
  public Repository {
    Matcher m = HOST.matcher(host.length() > MAX_NAME ? "" : host);
    if (!m.matches() || (m.group(1) != null && Integer.parseInt(m.group(1)) > 65535)) {
      throw new IllegalArgumentException(
          "a registry is a host or host:port, not " + Shown.text(host));
    }
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a repository name has lower-case letters, digits and single separators, not "
              + Shown.text(name));
    }
  }

  /**
   * Reads {@code host[:port]/name}. The host is never guessed: it must hold a dot or a port, or be
   * {@code localhost}.
   *
   * @throws IllegalArgumentException with a sentence that names what is wrong
   */
  public static Repository parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "a repository is written host[:port]/name, not " + Shown.text(text));
    }
    String host = text.substring(0, slash);
    if (!host.equals("localhost") && host.indexOf('.') < 0 && host.indexOf(':') < 0) {
      throw new IllegalArgumentException(
          "the registry's host must be written out before the repository's name in "
              + Shown.text(text));
    }
    return new Repository(host, text.substring(slash + 1));
  }

  /** This tag in this repository. */
  public Reference tag(String tag) {
    return new Reference(this, tag, null);
  }

  /** The content with this digest in this repository. */
  public Reference digest(Digest digest) {
    return new Reference(this, null, digest);
  }

  @Override
  public String toString() {
    return host + "/" + name;
  }
}
