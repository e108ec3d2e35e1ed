package dev.atoll.oci;

import java.util.Optional;

/** Finds the credentials for a registry. */
@FunctionalInterface
public interface CredentialSource {
  /** Nobody anywhere. */
  CredentialSource ANONYMOUS = repository -> Optional.empty();

  /** A user name and a password or token; never shown. */
  record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[hidden]";
    }
  }

  /** What to present to the registry of this repository, and to no other one. */
  Optional<Credentials> credentials(Repository repository);
}
