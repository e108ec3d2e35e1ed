package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.api.v1alpha1.Quantization;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.oci.Repository;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** The compiler of this operator fails whatever it is given. */
  @Test
  void pinnedContentThatTheNamespaceHasIsReadyWithoutACompile() throws Exception {
    var server = TestApiServer.get();
    server.namespace("packaged");
    var models = server.client().resources(EdgeModel.class).inNamespace("packaged");
    var revisions = server.client().resources(ModelRevision.class).inNamespace("packaged");
    try (var registry = RealRegistry.open(folder)) {
      var repository = registry.host() + "/atoll/packaged";
      var made = revisions.resource(made()).create();
      made.setStatus(status(repository, published(registry, repository)));
      revisions.resource(made).updateStatus();
      var environment = new HashMap<>(environment(server));
      environment.put("ATOLL_REGISTRY", registry.host() + "/atoll");
      environment.put("ATOLL_REGISTRY_PLAIN_HTTP", "true");
      var process = start(environment);
      try {
        models.resource(pinned()).create();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() ->
                revisions.list().getItems().stream()
                    .filter(r -> r.getSpec().model().equals("pinned"))
                    .map(ModelRevision::getStatus)
                    .anyMatch(s -> s != null && s.phase() == Phase.Ready));
        assertThat(revisions.list().getItems())
            .allSatisfy(r -> {
              assertThat(r.getStatus().artifact()).isEqualTo(made.getStatus().artifact());
              assertThat(r.getStatus().inputs()).isEqualTo(made.getStatus().inputs());
            });
      } finally {
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        models.delete();
        revisions.delete();
      }
    }
  }

  private String published(RealRegistry registry, String repository) throws Exception {
    var to = Repository.parse(repository);
    return TestArtifact.publish(registry.client(), to, folder, TestArtifact.KEY).toString();
  }

  private static final String PIN = "sha256:" + "1".repeat(64);

  private static ModelRevision made() {
    var revision = new ModelRevision();
    revision.getMetadata().setName("made-0000000001");
    var source = Source.of(new Source.Tflite("s3://models/anywhere.tflite"));
    revision.setSpec(
        new ModelRevisionSpec(
            "made", source, null, new Quantization(Quantization.Io.UInt8), null, null, null, null));
    return revision;
  }

  private static ModelRevisionStatus status(String repository, String digest) {
    return new ModelRevisionStatus(
        1L,
        Phase.Ready,
        null,
        1,
        null,
        new Artifact(repository, digest),
        TestArtifact.KEY,
        new ModelRevisionStatus.Inputs(PIN, null, null),
        List.of(ModelRevisionStatus.Variant.plain("Cpu", TestArtifact.MODEL.toString(), 2000)),
        null,
        null,
        null,
        null);
  }

  private static EdgeModel pinned() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: EdgeModel
        metadata: {name: pinned, namespace: packaged}
        spec:
          source: {tflite: {uri: https://elsewhere.example/it.tflite}, digest: "%s"}
          devices: {matchLabels: {site: nowhere}}
        """
            .formatted(PIN),
        EdgeModel.class);
  }

  @Test
  void withoutABackendItSaysWhatToSet() throws Exception {
    var environment = new HashMap<>(environment(TestApiServer.get()));
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
    var environment = new HashMap<>(environment(TestApiServer.get()));
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
