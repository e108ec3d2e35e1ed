package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The datastore of the API server: one member, and no fsync, for this data outlives no machine. */
record Etcd(Path program, RunDirectory directory) implements Recipe {
  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public int portCount() {
    return 2;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var client = url(ports.getFirst());
    var peer = url(ports.getLast());
    return new Launch(
        name(),
        List.of(
            program.toString(),
            "--name=dev",
            "--data-dir=" + directory.folder("etcd").resolve("data"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=dev=" + peer,
            "--unsafe-no-fsync",
            "--log-level=warn"));
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    HealthCheck.ok(URI.create(url(ports.getFirst()) + "/readyz"));
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }
}
