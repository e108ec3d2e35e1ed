package dev.atoll.operator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A real etcd and kube-apiserver with Atoll's CRDs and manifests; one for all tests of the run. */
public final class TestApiServer {
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
  public static synchronized TestApiServer get() throws IOException {
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
  public KubernetesClient client() {
    return client;
  }

  /** A client with the rights of the operator's service account and no more. */
  public KubernetesClient operatorClient() {
    return client("atoll-system", "atoll-operator");
  }

  /** A client with the rights of the controller of Jobs, which does not run here. */
  public KubernetesClient jobController() {
    return client("kube-system", "job-controller");
  }

  private KubernetesClient client(String namespace, String account) {
    var config = Config.fromKubeconfig(server.getKubeConfigYaml());
    config.setImpersonateUsername("system:serviceaccount:" + namespace + ":" + account);
    config.setImpersonateGroups(
        "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Another one, to be closed with what uses it. */
  KubernetesClient newClient() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
        .build();
  }

  /** A raw request of the administrator. */
  HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    try (var http = http(client.getConfiguration())) {
      return http.send(
          request(method, path, type, body).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A raw request with a token. */
  HttpResponse<String> send(String token, String method, String path, String type, String body)
      throws IOException, InterruptedException {
    var anybody = new ConfigBuilder(client.getConfiguration()).build();
    anybody.setClientCertData(null);
    anybody.setClientCertFile(null);
    anybody.setClientKeyData(null);
    anybody.setClientKeyFile(null);
    try (var http = http(anybody)) {
      return http.send(
          request(method, path, type, body).header("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpRequest.Builder request(String method, String path, String type, String body) {
    var server = client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(server + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .header("Content-Type", type);
  }

  private static HttpClient http(Config config) {
    try {
      var tls = SSLContext.getInstance("TLS");
      tls.init(SSLUtils.keyManagers(config), SSLUtils.trustManagers(config), null);
      return HttpClient.newBuilder().sslContext(tls).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS to the API server", e);
    }
  }

  /** What a process needs to speak as a service account of atoll-system. */
  String kubeconfig(String serviceAccount) throws IOException {
    var token =
        client
            .serviceAccounts()
            .inNamespace("atoll-system")
            .withName(serviceAccount)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    var config = client.getConfiguration();
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: test}}]
    clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: "%s"}}]
    users: [{name: test, user: {token: "%s"}}]
    """
        .formatted(config.getMasterUrl(), authority(config), token);
  }

  private static String authority(Config config) throws IOException {
    return config.getCaCertFile() == null
        ? config.getCaCertData()
        : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
  }

  public void namespace(String name) {
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
