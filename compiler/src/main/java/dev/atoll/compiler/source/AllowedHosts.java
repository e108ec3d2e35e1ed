package dev.atoll.compiler.source;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that a Secret names: {@code models.example.com}, {@code store.example:9000} for one
 * port alone, {@code *.example.com} for every host below.
 */
record AllowedHosts(List<String> patterns) {
  /** Reads a list separated by commas or white space. */
  static AllowedHosts parse(String list) {
    return new AllowedHosts(
        Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(p -> !p.isEmpty())
            .toList());
  }

  /** Whether credentials may be sent to this address. */
  boolean allows(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    int port = Reach.port(uri);
    return !host.isEmpty() && patterns.stream().anyMatch(p -> matches(p, host, port));
  }

  private static boolean matches(String pattern, String host, int port) {
    int colon = pattern.lastIndexOf(':');
    boolean ported = colon > pattern.lastIndexOf(']') && colon >= 0;
    String name = ported ? pattern.substring(0, colon) : pattern;
    if (ported && !pattern.substring(colon + 1).equals(String.valueOf(port))) {
      return false;
    }
    return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
  }
}
