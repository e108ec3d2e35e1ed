package dev.atoll.oci;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Clients for tests: short timeouts, waits that are only written down. */
final class Clients {
  final List<Duration> waits = new ArrayList<>();

  /** Done before the client tries again. */
  Runnable beforeWait = () -> {};

  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 3);

  RegistryClient of(String host, CredentialSource credentials) {
    return of(Set.of(host), credentials);
  }

  /** Knows a password for each of the hosts. */
  RegistryClient of(Set<String> hosts) {
    return of(hosts, host -> Optional.of(new CredentialSource.Credentials("u", "p")));
  }

  private RegistryClient of(Set<String> hosts, CredentialSource credentials) {
    RegistryConfig config =
        new RegistryConfig(hosts, Duration.ofSeconds(5), Duration.ofMillis(700), credentials);
    return new RegistryClient(config, new Retry(backoff, new Random(1), this::waited));
  }

  RegistryClient of(FakeRegistry registry) {
    return of(registry.host(), CredentialSource.ANONYMOUS);
  }

  static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private void waited(Duration d) {
    waits.add(d);
    beforeWait.run();
  }
}
