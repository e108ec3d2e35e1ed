package dev.atoll.operator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real etcd and kube-apiserver with Atoll's CRDs and manifests; one for all tests of the run. */
final class TestApiServer {
  private static final String VERSION = "1.34.4";
  private static @Nullable TestApiServer shared;

  private final KubeAPIServer server;
  private final KubernetesClient client;

  private TestApiServer(KubeAPIServer server) throws IOException {
    this.server = server;
    this.client = newClient();
    apply(Path.of("../crds/src/main/resources/crds"));
    for (var kind : new String[] {"edgemodels", "modelrevisions", "modelrollouts", "edgedevices"})
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(kind + ".atoll.dev")
          .waitUntilCondition(
              d ->
                  d != null
                      && d.getStatus() != null
                      && d.getStatus().getConditions().stream()
                          .anyMatch(c ->
                              c.getType().equals("Established") && c.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    apply(Path.of("src/main/kubernetes"));
  }

  /** Starts it on first use; skips the test where the binaries are missing. */
  static synchronized TestApiServer get() throws IOException {
    if (shared != null) return shared;
    var cache =
        Objects.requireNonNullElse(
            System.getenv("ATOLL_CACHE"), System.getProperty("user.home") + "/.cache/atoll");
    var binaries = Path.of(cache, "kube-api-test");
    assumeTrue(
        Files.isDirectory(binaries),
        "no API server to test with: run build/toolchain kube-api-test");
    var server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(binaries.toString())
                .withApiServerVersion(VERSION)
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(60_000)
                .build());
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    shared = new TestApiServer(server);
    return shared;
  }

  /** A client of the administrator. */
  KubernetesClient client() {
    return client;
  }

  /** Another one, to be closed with what uses it. */
  KubernetesClient newClient() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
        .build();
  }

  String kubeconfig() {
    return server.getKubeConfigYaml();
  }

  void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  private void apply(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList())
        try (var in = Files.newInputStream(file)) {
          for (var item : client.load(in).items())
            client.resource(item).forceConflicts().serverSideApply();
        }
    }
  }
}
