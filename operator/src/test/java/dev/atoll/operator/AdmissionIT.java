package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceSpec;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an agent's token may write, by verb and sub-resource. A role that allows everything is bound
 * to the agents, so that only the policy can refuse.
 */
class AdmissionIT {
  private static final String DEVICES = "/apis/atoll.dev/v1alpha1/edgedevices";
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/";
  private static final String MERGE = "application/merge-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String JSON = "application/json";
  private static final String WIDE = "test-agents-may-do-everything";

  private static TestApiServer server;
  private static String bound;
  private static String unbound;

  @BeforeAll
  static void start() throws IOException {
    server = TestApiServer.get();
    var client = server.client();
    for (var name : new String[] {"n1", "n2"}) {
      client
          .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
      var device = new EdgeDevice();
      device.getMetadata().setName(name);
      device.setSpec(new EdgeDeviceSpec(null, null));
      client.resource(device).create();
    }
    bound = token(client, "n1");
    unbound = token(client, null);
    allowEverything(client);
    // a policy takes a moment to act
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            send(bound, "PATCH", DEVICES + "/n2/status", MERGE, status("x")).statusCode() == 403);
  }

  @AfterAll
  static void stop() {
    if (server == null) return;
    var client = server.client();
    client.rbac().clusterRoleBindings().withName(WIDE).delete();
    client.rbac().clusterRoles().withName(WIDE).delete();
    client.nodes().withName("n1").delete();
    client.nodes().withName("n2").delete();
    client.resources(EdgeDevice.class).delete();
    client.leases().inNamespace("atoll-system").delete();
  }

  private static String token(KubernetesClient client, @Nullable String node) {
    var request =
        new TokenRequestBuilder().withNewSpec().withAudiences().withExpirationSeconds(3600L);
    if (node != null)
      request
          .withNewBoundObjectRef()
          .withApiVersion("v1")
          .withKind("Node")
          .withName(node)
          .withUid(client.nodes().withName(node).get().getMetadata().getUid())
          .endBoundObjectRef();
    return client
        .serviceAccounts()
        .inNamespace("atoll-system")
        .withName("atoll-agent")
        .tokenRequest(request.endSpec().build())
        .getStatus()
        .getToken();
  }

  private static void allowEverything(KubernetesClient client) {
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(WIDE)
                .endMetadata()
                .addNewRule()
                .withApiGroups("atoll.dev", "coordination.k8s.io")
                .withResources("*")
                .withVerbs("*")
                .endRule()
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(WIDE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", WIDE)
                .addNewSubject(null, "ServiceAccount", "atoll-agent", "atoll-system")
                .build())
        .create();
  }

  private static HttpResponse<String> send(
      String token, String method, String path, String type, String body) throws Exception {
    return server.send(token, method, path, type, body);
  }

  private static String status(String version) {
    return "{\"status\":{\"agentVersion\":\"" + version + "\"}}";
  }

  private static String device(String name, String rest) {
    return "{\"apiVersion\":\"atoll.dev/v1alpha1\",\"kind\":\"EdgeDevice\",\"metadata\":{"
        + name
        + "},"
        + rest
        + "}";
  }

  private static String lease(String name) {
    return "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{"
        + name
        + "},\"spec\":{\"holderIdentity\":\"x\"}}";
  }

  private static String name(String name) {
    return "\"name\":\"" + name + "\"";
  }

  private static final String INVENTED = "\"generateName\":\"n\"";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "merge-patch its status, PATCH, /n1/status, merge",
    "apply its status, PATCH, /n1/status?fieldManager=atoll-agent&force=true, apply",
  })
  void ownStatusMayBeWritten(String what, String method, String path, String how) throws Exception {
    var apply = how.equals("apply");
    var body = apply ? device(name("n1"), "\"status\":{\"agentVersion\":\"2\"}") : status(what);
    assertThat(send(bound, method, DEVICES + path, apply ? APPLY : MERGE, body).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "merge-patch another's status, PATCH, /n2/status",
    "patch its own spec, PATCH, /n1",
    "patch another's spec, PATCH, /n2",
    "delete its own device, DELETE, /n1",
    "delete another device, DELETE, /n2",
    "delete all devices, DELETE, ''",
  })
  void nothingElseOfADeviceMayBeWritten(String what, String method, String path) throws Exception {
    var body = path.endsWith("status") ? status(what) : "{\"spec\":{\"hold\":{\"reason\":\"x\"}}}";
    assertForbidden(
        method.equals("DELETE")
            ? send(bound, method, DEVICES + path, JSON, "")
            : send(bound, method, DEVICES + path, MERGE, body));
    assertThat(server.client().resources(EdgeDevice.class).list().getItems()).hasSize(2);
  }

  @Test
  void devicesMayNotBeMadeOrApplied() throws Exception {
    assertForbidden(
        send(
            bound,
            "PATCH",
            DEVICES + "/n1?fieldManager=a&force=true",
            APPLY,
            device(name("n1"), "\"spec\":{}")));
    assertForbidden(
        send(
            bound,
            "PATCH",
            DEVICES + "/n2/status?fieldManager=a&force=true",
            APPLY,
            device(name("n2"), "\"status\":{\"agentVersion\":\"2\"}")));
    assertForbidden(send(bound, "POST", DEVICES, JSON, device(name("n3"), "\"spec\":{}")));
    assertForbidden(send(bound, "POST", DEVICES, JSON, device(INVENTED, "\"spec\":{}")));
    assertForbidden(
        send(bound, "PATCH", DEVICES + "/n1", MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
  }

  @Test
  void ownLeaseMayBeMadeAndRenewed() throws Exception {
    var leases = LEASES + "atoll-system/leases";
    assertThat(send(bound, "POST", leases, JSON, lease(name("n1"))).statusCode()).isEqualTo(201);
    assertThat(
            send(bound, "PATCH", leases + "/n1", MERGE, "{\"spec\":{\"holderIdentity\":\"y\"}}")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            send(bound, "PATCH", leases + "/n1?fieldManager=a&force=true", APPLY, lease(name("n1")))
                .statusCode())
        .isEqualTo(200);
    assertForbidden(send(bound, "DELETE", leases + "/n1", JSON, ""));
    assertForbidden(send(bound, "DELETE", leases, JSON, ""));
  }

  @Test
  void otherLeasesMayNot() throws Exception {
    assertForbidden(send(bound, "POST", LEASES + "atoll-system/leases", JSON, lease(name("n2"))));
    assertForbidden(send(bound, "POST", LEASES + "atoll-system/leases", JSON, lease(INVENTED)));
    assertForbidden(
        send(
            bound,
            "PATCH",
            LEASES + "atoll-system/leases/n2?fieldManager=a&force=true",
            APPLY,
            lease(name("n2"))));
    assertForbidden(send(bound, "POST", LEASES + "default/leases", JSON, lease(name("n1"))));
    assertForbidden(
        send(bound, "POST", LEASES + "kube-node-lease/leases", JSON, lease(name("n1"))));
  }

  @Test
  void tokenWithoutANodeMayWriteNothing() throws Exception {
    assertForbidden(send(unbound, "PATCH", DEVICES + "/n1/status", MERGE, status("x")));
    assertForbidden(send(unbound, "POST", LEASES + "atoll-system/leases", JSON, lease(name("n1"))));
  }

  @Test
  void statusWriteCarriesNothingElseAlong() throws Exception {
    var body =
        "{\"metadata\":{\"labels\":{\"evil\":\"1\"},\"finalizers\":[\"a/b\"]},\"spec\":{\"hold\":{\"reason\":\"evil\"}},\"status\":{\"agentVersion\":\"3\"}}";
    assertThat(send(bound, "PATCH", DEVICES + "/n1/status", MERGE, body).statusCode())
        .isEqualTo(200);
    var device = server.client().resources(EdgeDevice.class).withName("n1").get();
    assertThat(device.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(device.getMetadata().getFinalizers()).isEmpty();
    assertThat(device.getSpec().hold()).isNull();
  }

  private static void assertForbidden(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    // by the policy, not by a missing right
    assertThat(new ObjectMapper().readTree(answer.body()).path("message").asText())
        .contains("ValidatingAdmissionPolicy 'atoll-agent-own-node'");
  }
}
