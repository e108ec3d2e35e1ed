package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of the API server, and what its refusals become. */
class ApiClusterTest {
  private static final String PREFIX = "/apis/atoll.dev/v1alpha1/namespaces/vision/";

  private final Map<String, Object> objects = new ConcurrentHashMap<>();
  private volatile int status = 404;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        x -> {
          try (x) {
            Object found = objects.get(x.getRequestURI().getPath());
            byte[] body =
                (found == null ? "{}" : Serialization.asJson(found))
                    .getBytes(StandardCharsets.UTF_8);
            x.getResponseHeaders().set("Content-Type", "application/json");
            x.sendResponseHeaders(found == null ? status : 200, body.length);
            x.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void objectsAreReadFromTheirNamespace() {
    objects.put(PREFIX + "edgemodels/digits", Fixtures.tripped());
    objects.put(PREFIX + "modelrollouts/digits-bbbbbbbbbb-1", Fixtures.trippedRollout());
    objects.put(PREFIX + "modelrevisions/digits-bbbbbbbbbb", Fixtures.quarantined());
    try (Cluster cluster = ApiCluster.connect(config())) {
      assertThat(cluster.namespace()).isEqualTo("default");
      assertThat(cluster.model("vision", "digits"))
          .hasValueSatisfying(
              m -> assertThat(m.getStatus().stableRevision()).isEqualTo("digits-aaaaaaaaaa"));
      assertThat(cluster.rollout("vision", "digits-bbbbbbbbbb-1")).isPresent();
      assertThat(cluster.revision("vision", "digits-bbbbbbbbbb")).isPresent();
      assertThat(cluster.model("vision", "other")).isEmpty();
    }
  }

  @Test
  void refusalsBecomeSentences() {
    status = 403;
    assertRefused("you may not read EdgeModel objects in namespace vision");
    status = 401;
    assertRefused("credentials");
    server.stop(0);
    assertRefused("cannot be reached");
  }

  private void assertRefused(String because) {
    try (Cluster cluster = ApiCluster.connect(config())) {
      assertThatThrownBy(() -> cluster.model("vision", "digits"))
          .isInstanceOf(CliException.class)
          .hasMessageContaining(because);
    }
  }

  private Config config() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    config.setNamespace(null);
    return config;
  }
}
