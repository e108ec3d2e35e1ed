package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus.Phase;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue of base models, watched with the rights of the operator's service account. */
class ZooIT {
  private KubernetesClient client;
  private OperatorUnderTest operator;

  @BeforeEach
  void start() throws Exception {
    var server = TestApiServer.get();
    client = server.client();
    server.namespace("zoo");
    operator = new OperatorUnderTest(server.operatorClient(), new FakeCompiles());
    var yaml =
        """
        apiVersion: atoll.dev/v1alpha1
        kind: EdgeModel
        metadata: {name: flowers, namespace: zoo}
        spec:
          source: {zoo: {name: mobilenet}}
          devices: {matchLabels: {nobody: here}}
        """;
    try (var in = new java.io.ByteArrayInputStream(yaml.getBytes())) {
      client.load(in).serverSideApply();
    }
  }

  @AfterEach
  void stop() {
    operator.close();
    client.resources(EdgeModel.class).inNamespace("zoo").delete();
    client.resources(ModelRevision.class).inNamespace("zoo").delete();
    client.configMaps().inNamespace("atoll-system").withName("atoll-zoo").delete();
  }

  private void catalogue(Map<String, String> entries) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("atoll-zoo")
                .withNamespace("atoll-system")
                .endMetadata()
                .withData(entries)
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private static String entry(String digit) {
    return "{kind: tflite, uri: 's3://zoo/mobilenet.tflite', digest: 'sha256:%s'}"
        .formatted(digit.repeat(64));
  }

  private List<ModelRevision> revisions() {
    return client.resources(ModelRevision.class).inNamespace("zoo").list().getItems();
  }

  private void saysOfCompiled(String reason) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          var status =
              client
                  .resources(EdgeModel.class)
                  .inNamespace("zoo")
                  .withName("flowers")
                  .get()
                  .getStatus();
          return status != null
              && Conditions.find(status.conditions(), "Compiled")
                  .filter(c -> reason.equals(c.getReason()))
                  .isPresent();
        });
  }

  @Test
  void anEntryThatComesAndChangesMakesRevisionsWithoutAPoll() throws IOException {
    saysOfCompiled("ZooEntryNotFound");
    var missing = client.resources(EdgeModel.class).inNamespace("zoo").withName("flowers").get();
    assertThat(missing.getStatus().phase()).isEqualTo(Phase.Degraded);
    assertThat(missing.getStatus().candidateRevision()).isNull();
    assertThat(revisions()).isEmpty();

    catalogue(Map.of("mobilenet", "{kind: tflite}"));
    saysOfCompiled("ZooEntryInvalid");
    assertThat(revisions()).isEmpty();

    catalogue(Map.of("mobilenet", entry("1")));
    await().atMost(Duration.ofSeconds(20)).until(() -> revisions().size() == 1);
    var source = revisions().getFirst().getSpec().source();
    assertThat(source.zoo()).isNull();
    assertThat(Objects.requireNonNull(source.tflite()).uri())
        .isEqualTo("s3://zoo/mobilenet.tflite");
    assertThat(source.digest()).isEqualTo("sha256:" + "1".repeat(64));
    saysOfCompiled("Compiled");

    catalogue(Map.of("mobilenet", entry("1"), "other", entry("3")));
    catalogue(Map.of("mobilenet", entry("2"), "other", entry("3")));
    await().atMost(Duration.ofSeconds(20)).until(() -> revisions().size() == 2);
    assertThat(revisions())
        .extracting(r -> r.getSpec().source().digest())
        .containsExactlyInAnyOrder("sha256:" + "1".repeat(64), "sha256:" + "2".repeat(64));
  }
}
