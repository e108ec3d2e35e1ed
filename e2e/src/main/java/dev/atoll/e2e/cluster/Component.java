package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/** What the Kubernetes programs beside the API server have in common: one port, with TLS. */
record Component(
    String name, RunDirectory directory, ApiServer apiServer, IntSupplier apiServerPort) {
  /** How it reaches the API server. */
  Path kubeconfig(String user, String token) {
    return directory.write(
        name + "/kubeconfig",
        Kubeconfig.content(
            ApiServer.url(apiServerPort.getAsInt()), apiServer.authority(), user, token));
  }

  /** Where it listens; one of its kind needs no election. */
  List<String> serving(int port) {
    return List.of(
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=" + directory.folder(name + "/tls"),
        "--leader-elect=false");
  }

  void checkReady(int port) throws IOException {
    HealthCheck.ok(
        URI.create("https://127.0.0.1:" + port + "/healthz"),
        directory.root().resolve(name + "/tls/" + name + ".crt"),
        "");
  }
}
