package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.api.v1alpha1.EdgeDevice;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped, with the rights of its own service account. */
class PackagedOperatorIT {
  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Pattern LISTENS =
      Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:[0-9]+)");

  @TempDir Path folder;

  private Process start(Map<String, String> environment) throws IOException {
    assumeTrue(Files.isRegularFile(JAR), "the operator is not packaged: run mvn package");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ArrayList<>(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Map<String, String> environment(TestApiServer server) throws IOException {
    Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig("atoll-operator"));
    return Map.of(
        "KUBECONFIG", folder.resolve("kubeconfig").toString(),
        "QUARKUS_HTTP_HOST", "127.0.0.1",
        "QUARKUS_HTTP_PORT", "0",
        "ATOLL_REGISTRY", "127.0.0.1:5000/atoll",
        "ATOLL_SIGNING_ALLOW_UNSIGNED", "true",
        "ATOLL_COMPILE_BACKEND", "local-process",
        "ATOLL_COMPILE_COMMAND", "/bin/false,unused",
        "ATOLL_COMPILE_WORK_DIR", folder.resolve("work").toString(),
        "ATOLL_MIRRORED_LABELS", "site");
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void startsReconcilesAndIsHealthy() throws Exception {
    var server = TestApiServer.get();
    var client = server.client();
    var process = start(environment(server));
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !process.isAlive() || LISTENS.matcher(log()).find());
      var listens = LISTENS.matcher(log());
      assertThat(listens.find()).as(log()).isTrue();
      node(client, "packaged");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.resources(EdgeDevice.class).withName("packaged").get() != null);
      assertThat(
              client
                  .resources(EdgeDevice.class)
                  .withName("packaged")
                  .get()
                  .getMetadata()
                  .getLabels())
          .containsEntry("site", "harbour");
      assertThat(get(listens.group(1) + "/q/health/ready")).contains("\"UP\"").contains("caches");
      assertThat(get(listens.group(1) + "/q/metrics")).contains("jvm_memory_used_bytes");
      // before the end: two shutdown hooks of the SDK race, and the loser logs a rejected task
      assertThat(log()).doesNotContain("Exception");
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      client.nodes().withName("packaged").delete();
      client.resources(EdgeDevice.class).delete();
    }
  }

  @Test
  void withoutABackendItSaysWhatToSet() throws Exception {
    var environment = new java.util.HashMap<>(environment(TestApiServer.get()));
    environment.remove("ATOLL_COMPILE_BACKEND");
    var process = start(environment);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(log()).contains("atoll.compile.backend").contains("local-process");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutASigningKeyItSaysWhatToDo() throws Exception {
    var environment = new java.util.HashMap<>(environment(TestApiServer.get()));
    environment.remove("ATOLL_SIGNING_ALLOW_UNSIGNED");
    var process = start(environment);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(log()).contains("atoll.signing.key-file").contains("openssl genpkey");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void node(KubernetesClient client, String name) {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(Map.of("atoll.dev/device", "cpu", "site", "harbour"))
                .endMetadata()
                .build())
        .create();
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
