package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Writes the one file with which kubectl and clients reach the API server as somebody. */
final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * The text of a kubeconfig with one user.
   *
   * @param authority the API server's certificates in PEM
   * @return the content; it holds the token
   */
  static String content(String server, Path authority, String user, String token) {
    return content(server, "", authority, user, token);
  }

  /**
   * The same for a server that is reached under another name.
   *
   * @param name the server's own, as its certificate has it; empty when it is that of its address
   */
  static String content(String server, String name, Path authority, String user, String token) {
    try {
      return """
      apiVersion: v1
      kind: Config
      clusters:
      - name: atoll
        cluster:
          server: %s%s
          certificate-authority-data: %s
      users:
      - name: %s
        user: {token: %s}
      contexts:
      - name: atoll
        context: {cluster: atoll, user: %s}
      current-context: atoll
      """
          .formatted(
              server,
              name.isEmpty() ? "" : "\n    tls-server-name: " + name,
              Base64.getEncoder().encodeToString(Files.readAllBytes(authority)),
              user,
              token,
              user);
    } catch (IOException e) {
      throw RunDirectory.unusable(authority, e);
    }
  }
}
