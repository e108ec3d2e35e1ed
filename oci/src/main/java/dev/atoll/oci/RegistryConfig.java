package dev.atoll.oci;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How to talk to registries.
 *
 * @param plainHttpHosts {@code host:port} of registries without TLS; every other one is reached by
 *     https only
 * @param connectTimeout until a connection stands
 * @param idleTimeout without a single byte in either direction
 * @param credentials what to say to whom
 * @param reachable which addresses may be opened at all, also where the registry itself redirects
 *     or sends for a token
 */
public record RegistryConfig(
    Set<String> plainHttpHosts,
    Duration connectTimeout,
    Duration idleTimeout,
    CredentialSource credentials,
    Predicate<URI> reachable) {

  /** Copies the set. */
  public RegistryConfig {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
  }

  /** Every address may be opened. */
  public RegistryConfig(
      Set<String> plainHttpHosts,
      Duration connectTimeout,
      Duration idleTimeout,
      CredentialSource credentials) {
    this(plainHttpHosts, connectTimeout, idleTimeout, credentials, uri -> true);
  }

  /** Anonymous, 10 s to connect, 30 s idle. */
  public static RegistryConfig anonymous(Set<String> plainHttpHosts) {
    return new RegistryConfig(
        plainHttpHosts, Duration.ofSeconds(10), Duration.ofSeconds(30), CredentialSource.ANONYMOUS);
  }

  /** The same with something to say. */
  public RegistryConfig with(CredentialSource other) {
    return new RegistryConfig(plainHttpHosts, connectTimeout, idleTimeout, other, reachable);
  }
}
