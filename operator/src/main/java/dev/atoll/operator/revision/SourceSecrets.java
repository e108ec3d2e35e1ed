package dev.atoll.operator.revision;

import java.util.Map;
import java.util.Optional;

/**
 * Secrets of the models' namespaces. In production the operator reads none: a Job mounts the one
 * that its source names. For the backend of local processes, which is for development.
 */
@FunctionalInterface
public interface SourceSecrets {
  /** The annotation in which a Secret names the hosts that it may be sent to. */
  String ALLOWED_HOSTS = "atoll.dev/allowed-hosts";

  /** May not be read; that is the default. */
  SourceSecrets FORBIDDEN =
      (namespace, name) -> {
        throw new ForbiddenException();
      };

  /**
   * A Secret, never shown.
   *
   * @param files key → content
   * @param allowedHosts what it names, separated by commas; empty when its annotation is missing
   */
  record SourceSecret(Map<String, byte[]> files, Optional<String> allowedHosts) {
    @Override
    public String toString() {
      return "SourceSecret[hidden]";
    }
  }

  /** This operator may read no Secrets. */
  final class ForbiddenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The Secret as it is now; empty when there is none.
   *
   * @throws ForbiddenException when this operator may not read it
   */
  Optional<SourceSecret> read(String namespace, String name);
}
