package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceSpec;
import dev.atoll.api.v1alpha1.ModelAssignment;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceIT {
  private KubernetesClient client;
  private OperatorUnderTest operator;

  @BeforeEach
  void start() throws IOException {
    var server = TestApiServer.get();
    client = server.client();
    server.namespace("devices");
    operator = new OperatorUnderTest(server.operatorClient(), new FakeCompiles());
  }

  @AfterEach
  void stop() {
    operator.close();
    client.nodes().withLabel("test", "devices").delete();
    client.resources(EdgeDevice.class).delete();
  }

  private Node node(String name, Map<String, String> labels) {
    return client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", "devices")
                .addToLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  private EdgeDevice device(String name) {
    return client.resources(EdgeDevice.class).withName(name).get();
  }

  @Test
  void nodeWithTheLabelBecomesADevice() {
    var node = node("d1", Map.of("atoll.dev/device", "cpu", "site", "harbour", "secret", "no"));
    node("plain", Map.of("site", "harbour"));
    await().atMost(Duration.ofSeconds(20)).until(() -> device("d1") != null);
    var metadata = device("d1").getMetadata();
    assertThat(metadata.getLabels())
        .isEqualTo(Map.of("atoll.dev/device", "cpu", "site", "harbour"));
    assertThat(metadata.getOwnerReferences())
        .singleElement()
        .satisfies(o -> assertThat(o.getUid()).isEqualTo(node.getMetadata().getUid()));
    assertThat(metadata.getFinalizers()).isEmpty();
    assertThat(device("plain")).isNull();
  }

  @Test
  void labelsFollowTheNode() {
    node("d2", Map.of("atoll.dev/device", "cpu", "site", "harbour"));
    await().until(() -> device("d2") != null);
    client
        .nodes()
        .withName("d2")
        .edit(n -> {
          n.getMetadata().getLabels().put("site", "hill");
          return n;
        });
    await().until(() -> "hill".equals(device("d2").getMetadata().getLabels().get("site")));
    client
        .nodes()
        .withName("d2")
        .edit(n -> {
          n.getMetadata().getLabels().remove("site");
          return n;
        });
    await().until(() -> !device("d2").getMetadata().getLabels().containsKey("site"));
  }

  @Test
  void deletedDeviceComesBack() {
    node("d3", Map.of("atoll.dev/device", "cpu"));
    await().until(() -> device("d3") != null);
    var uid = device("d3").getMetadata().getUid();
    client.resources(EdgeDevice.class).withName("d3").delete();
    await().until(() -> device("d3") != null && !device("d3").getMetadata().getUid().equals(uid));
  }

  @Test
  void entriesOfModelsThatAreGoneArePruned() {
    node("d4", Map.of("atoll.dev/device", "cpu"));
    await().until(() -> device("d4") != null);
    var artifact = new Artifact("registry.example/atoll/devices", FakeCompiles.digest("x"));
    var active = new ModelAssignment.Active("m-0123456789", artifact, null, null, null, null, null);
    var wanted = new EdgeDevice();
    wanted.getMetadata().setName("d4");
    wanted.setSpec(
        new EdgeDeviceSpec(List.of(new ModelAssignment("devices.m", null, 1, active, null)), null));
    client.resource(wanted).fieldManager("devices.m").forceConflicts().serverSideApply();
    await().atMost(Duration.ofSeconds(20)).until(() -> device("d4").getSpec().models() == null);
  }
}
