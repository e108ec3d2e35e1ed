package dev.atoll.oci;

import java.util.Optional;

/** Finds the credentials for a registry. */
@FunctionalInterface
public interface CredentialSource {
  /** Nobody anywhere. */
  CredentialSource ANONYMOUS = host -> Optional.empty();

  /** A user name and a password or token; never shown. */
  record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[hidden]";
    }
  }

  /** What to present to this {@code host[:port]}, and to no other one. */
  Optional<Credentials> credentials(String host);
}
