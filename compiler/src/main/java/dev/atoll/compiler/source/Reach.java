package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts may be spoken to at all.
 *
 * @param plainHosts {@code host:port} that may be spoken to without TLS (development)
 * @param allowed where there are credentials: the hosts that their Secret names, and no other
 */
record Reach(Set<String> plainHosts, Optional<AllowedHosts> allowed) {
  /** Refuses with HostNotAllowed an address that nobody allowed. */
  void require(SourceUri asked, URI target) throws RefusedException {
    if (!encrypted(target)) {
      throw refused(
          asked,
          target,
          "is not reached by https; without TLS only hosts are spoken to that the installation lists"
              + " for development");
    }
    requireAllowed(asked, target);
  }

  /** The same for an address that the installation itself has configured. */
  void requireAllowed(SourceUri asked, URI target) throws RefusedException {
    if (!allows(target)) {
      throw refused(
          asked,
          target,
          "is not among the hosts that the credentials' Secret allows: add it to the annotation"
              + " atoll.dev/allowed-hosts (or the key allowed-hosts) of the Secret, or use another"
              + " address");
    }
  }

  /** The same, and the address that the installation has configured, be it without TLS. */
  Reach withPlain(URI configured) {
    Set<String> more = new HashSet<>(plainHosts);
    more.add(place(configured));
    return new Reach(more, allowed);
  }

  boolean allows(URI target) {
    return allowed.isEmpty() || allowed.get().allows(target);
  }

  boolean encrypted(URI target) {
    return target.getHost() != null
        && ("https".equalsIgnoreCase(target.getScheme())
            || ("http".equalsIgnoreCase(target.getScheme()) && plainHosts.contains(place(target))));
  }

  static RefusedException refused(SourceUri asked, URI target, String why) {
    return new RefusedException(
        Reason.HostNotAllowed,
        "%s leads to %s, which %s".formatted(asked, SourceUri.masked(place(target)), why));
  }

  /** Host and port, where one is written. */
  static String place(URI uri) {
    return uri.getPort() < 0 ? String.valueOf(uri.getHost()) : uri.getHost() + ":" + uri.getPort();
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }
}
