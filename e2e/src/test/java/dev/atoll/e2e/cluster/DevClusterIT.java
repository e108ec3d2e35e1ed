package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

class DevClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static DevCluster cluster;

  @BeforeAll
  static void startCluster() {
    var before = System.nanoTime();
    cluster = DevCluster.start(folder.resolve("cluster"), Toolchain.ofWorkingDirectory());
    var startTime = Duration.ofNanos(System.nanoTime() - before);
    System.out.printf("development cluster started in %.1f s%n", startTime.toMillis() / 1000.0);
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      var before = System.nanoTime();
      cluster.close();
      System.out.printf("and stopped in %.1f s%n", (System.nanoTime() - before) / 1e9);
      assertThat(Processes.recorded(RunDirectory.at(cluster.runDirectory()))).isEmpty();
    }
  }

  @Test
  void isThePinnedRelease() {
    assertThat(cluster.client().getKubernetesVersion().getGitVersion()).isEqualTo("v1.34.4");
  }

  @Test
  void letsTheAdministratorUseKubectl() throws Exception {
    var kubectl = Toolchain.ofWorkingDirectory().path("kubectl").toString();
    var process =
        new ProcessBuilder(
                kubectl, "--kubeconfig", cluster.kubeconfig().toString(), "auth", "can-i", "*", "*")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("yes\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.runDirectory())))
        .isEqualTo("rwx------");
  }

  @Test
  void collectsWhatLostItsOwner() {
    var client = cluster.client();
    var owner = client.resource(configMap("owner", Map.of())).create();
    var owned =
        new ConfigMapBuilder(configMap("owned", Map.of()))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("owner")
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .build();
    client.resource(owned).create();

    client.resource(owner).delete();

    await().atMost(PATIENCE).until(() -> client.resource(owned).get() == null);
  }

  @Test
  void bindsAnAgentsTokenToItsNodeAndItsRole() throws IOException {
    var admin = cluster.client();
    AccessFixture.makeAgentAccount(admin);
    AccessFixture.letAgentsReadConfigMaps(admin);
    admin
        .resource(new NodeBuilder().withNewMetadata().withName("node-1").endMetadata().build())
        .create();

    var token = cluster.nodeToken("node-1");

    try (var agent = AccessFixture.client(cluster, Files.readString(token))) {
      assertThat(agent.configMaps().inNamespace("default").withName("missing").get()).isNull();
      assertRefused(403, () -> agent.resource(configMap("not-allowed", Map.of())).create());
      admin.nodes().withName("node-1").delete();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertRefused(
                  401, () -> agent.configMaps().inNamespace("default").withName("x").get()));
    }
    assertThat(cluster.auditEvents())
        .filteredOn(event -> event.node().equals("node-1") && event.write())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.user()).isEqualTo("system:serviceaccount:atoll-system:atoll-agent");
          assertThat(event.verb()).isEqualTo("create");
          assertThat(event.resource()).isEqualTo("configmaps");
          assertThat(event.succeeded()).isFalse();
        });
  }

  @Test
  void refusesATokenThatNobodyIssued() {
    try (var stranger = AccessFixture.client(cluster, "0123456789abcdef")) {
      assertRefused(401, () -> stranger.nodes().list());
    }
  }

  @Test
  void keepsObjectsWhileTheApiServerRestarts() {
    var client = cluster.client();
    client.resource(configMap("before-restart", Map.of("key", "value"))).create();
    var url = cluster.apiServerUrl();

    cluster.apiServer().stop();
    try (var impatient = AccessFixture.client(cluster, "any")) {
      assertThatThrownBy(() -> impatient.nodes().list())
          .hasStackTraceContaining("ConnectException");
    } finally {
      cluster.apiServer().start();
    }

    assertThat(cluster.apiServerUrl()).isEqualTo(url);
    assertThat(
            client
                .configMaps()
                .inNamespace("default")
                .withName("before-restart")
                .require()
                .getData())
        .containsEntry("key", "value");
  }

  @Test
  void keepsBlobsThroughTheRegistrysDeath() throws Exception {
    var blob = "{\"a\":1}";
    var path = "/v2/atoll/vision/blobs/" + digest(blob);
    push("atoll/vision", blob);

    cluster.registry().kill();
    try {
      assertThatThrownBy(() -> registry("HEAD", path, "")).isInstanceOf(IOException.class);
    } finally {
      cluster.registry().start();
    }

    assertThat(registry("HEAD", path, "").statusCode()).isEqualTo(200);
    assertThat(registry("GET", path, "").body()).isEqualTo(blob);
    assertThat(registry("DELETE", path, "").statusCode()).isEqualTo(202);
  }

  @Test
  void keepsObjectsOfTheStoreAndKnowsItsKey() {
    try (var s3 = cluster.s3().client()) {
      s3.createBucket(b -> b.bucket("models"));
      s3.putObject(
          b -> b.bucket("models").key("digits/1/saved_model.pb"), RequestBody.fromString("model"));
      cluster.objectStore().stop();
      cluster.objectStore().start();
      assertThat(
              s3.getObjectAsBytes(b -> b.bucket("models").key("digits/1/saved_model.pb"))
                  .asUtf8String())
          .isEqualTo("model");
      assertThat(s3.listObjectsV2(b -> b.bucket("models").prefix("digits/")).contents()).hasSize(1);
    }
    var right = cluster.s3();
    assertStoreRefuses(new S3Access(right.endpoint(), "somebody", right.secretKey()));
    assertStoreRefuses(new S3Access(right.endpoint(), right.accessKey(), "wrong"));
  }

  private static void assertStoreRefuses(S3Access access) {
    try (var s3 = access.client()) {
      assertThatThrownBy(() -> s3.listBuckets())
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  private static void assertRefused(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(code));
  }

  private static ConfigMap configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static void push(String repository, String blob) throws Exception {
    var upload = registry("POST", "/v2/" + repository + "/blobs/uploads/", "");
    assertThat(upload.statusCode()).isEqualTo(202);
    var location = URI.create(upload.headers().firstValue("Location").orElseThrow());
    var target = location.getRawPath() + "?" + location.getRawQuery() + "&digest=" + digest(blob);
    assertThat(registry("PUT", target, blob).statusCode()).isEqualTo(201);
  }

  private static String digest(String blob) throws Exception {
    var hash = MessageDigest.getInstance("SHA-256").digest(blob.getBytes(StandardCharsets.UTF_8));
    return "sha256:" + HexFormat.of().formatHex(hash);
  }

  private static HttpResponse<String> registry(String method, String path, String body)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://" + cluster.registryAddress() + path);
      var request =
          HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build();
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
