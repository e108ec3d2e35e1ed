package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.revision.CompileResult;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevisionIT {
  private KubernetesClient client;
  private OperatorUnderTest operator;
  private final FakeCompiles compiles = new FakeCompiles();

  @BeforeEach
  void start() throws IOException {
    var server = TestApiServer.get();
    client = server.client();
    server.namespace("revisions");
    operator = new OperatorUnderTest(server.operatorClient(), compiles);
  }

  @AfterEach
  void stop() {
    operator.close();
    client.resources(ModelRevision.class).inNamespace("revisions").delete();
  }

  private void create(String name) {
    var revision = new ModelRevision();
    revision.getMetadata().setName(name);
    revision.getMetadata().setNamespace("revisions");
    var source = Source.of(new Source.SavedModel("s3://models/" + name, null, null));
    revision.setSpec(
        new ModelRevisionSpec(
            "m", source, new Calibration("s3://c.npz", 9), null, null, null, null, null));
    client.resource(revision).create();
  }

  private ModelRevision get(String name) {
    return client.resources(ModelRevision.class).inNamespace("revisions").withName(name).get();
  }

  private List<Event> warnings(String name) {
    return client.events().v1().events().inNamespace("revisions").list().getItems().stream()
        .filter(e -> name.equals(e.getRegarding().getName()))
        .filter(e -> "Warning".equals(e.getType()))
        .toList();
  }

  private ModelRevision ended(String name, Phase phase) {
    await().until(() -> get(name).getStatus() != null && get(name).getStatus().phase() == phase);
    return get(name);
  }

  @Test
  void compiledRevisionIsReadyWithItsArtifactAndAccuracy() {
    create("good");
    var status = ended("good", Phase.Ready).getStatus();
    assertThat(Objects.requireNonNull(status.artifact()).repository())
        .isEqualTo("registry.example/atoll/revisions");
    assertThat(Objects.requireNonNull(status.accuracy()).quantized()).isEqualTo("0.969");
    assertThat(status.stage()).isNull();
    assertThat(Conditions.isTrue(status.conditions(), "Compiled")).isTrue();
    assertThat(Conditions.isTrue(status.conditions(), "Evaluated")).isTrue();
    assertThat(compiles.started).hasSize(1);
  }

  @Test
  void refusalEndsFailedWithTheCompilersReason() {
    compiles.answer =
        j -> new CompileResult.Refused("AccuracyBelowTarget", "0.120 is below 0.900", false);
    create("bad");
    var compiled =
        Conditions.find(ended("bad", Phase.Failed).getStatus().conditions(), "Compiled")
            .orElseThrow();
    assertThat(compiled.getStatus()).isEqualTo("False");
    assertThat(compiled.getReason()).isEqualTo("AccuracyBelowTarget");
    assertThat(compiled.getMessage()).isEqualTo("0.120 is below 0.900");
    assertThat(compiles.started).hasSize(1);
    await().until(() -> !warnings("bad").isEmpty());
    assertThat(warnings("bad"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.getReason()).isEqualTo("AccuracyBelowTarget");
          assertThat(e.getNote()).contains("0.120 is below 0.900");
          assertThat(e.getRegarding().getKind()).isEqualTo("ModelRevision");
        });
  }

  @Test
  void retryableFailureIsTriedAgain() {
    var tries = new AtomicInteger();
    compiles.answer =
        j ->
            tries.incrementAndGet() < 3
                ? new CompileResult.Refused("PushFailed", "registry down", true)
                : FakeCompiles.compiled(j);
    create("flaky");
    assertThat(ended("flaky", Phase.Ready).getStatus().tries()).isEqualTo(3);
  }

  @Test
  void retriesEndWithTheReason() {
    compiles.answer = j -> new CompileResult.Refused("PushFailed", "registry down", true);
    create("hopeless");
    var compiled =
        Conditions.find(ended("hopeless", Phase.Failed).getStatus().conditions(), "Compiled")
            .orElseThrow();
    assertThat(compiled.getReason()).isEqualTo("PushFailed");
    assertThat(compiled.getMessage()).contains("gave up after 3 tries");
    assertThat(compiles.started).hasSize(3);
  }
}
