package dev.atoll.device.agent;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.api.v1alpha1.Serving;
import dev.atoll.oci.testing.RealRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A device under test: the whole agent, with a real runner and a hand-written API server. */
final class Device implements AutoCloseable {
  static final String MODEL = "vision.digits";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path store;
  private final RealRegistry registry;
  private final Duration patience;
  private final @Nullable Path keys;
  private final @Nullable Path login;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private FakeLink link = new FakeLink();
  private DeviceAgent agent;

  Device(Path store, RealRegistry registry, Duration patience) throws IOException {
    this(store, registry, patience, null, null);
  }

  /**
   * With files.
   *
   * @param keys which must have signed what it runs
   * @param login at the registry
   */
  Device(
      Path store,
      RealRegistry registry,
      Duration patience,
      @Nullable Path keys,
      @Nullable Path login)
      throws IOException {
    this.keys = keys;
    this.login = login;
    this.store = store;
    this.registry = registry;
    this.patience = patience;
    start(0);
  }

  void start() throws IOException {
    start(0);
  }

  /** The link fails to start so often. */
  void start(int failures) throws IOException {
    link = new FakeLink();
    link.failStarts(failures);
    agent =
        new DeviceAgent(
            new Settings(
                "node-1",
                store,
                new InetSocketAddress("127.0.0.1", 0),
                null,
                Path.of("none"),
                Path.of("none"),
                Duration.ofSeconds(60),
                "atoll-system",
                Set.of(registry.host()),
                login,
                patience,
                Duration.ofMillis(500),
                1,
                keys),
            identity -> link,
            line -> {
              log.add(line);
              System.err.println(line);
            });
  }

  void stop() {
    agent.close();
  }

  FakeLink link() {
    return link;
  }

  long runnerPid() {
    return agent.runnerPid();
  }

  List<String> log() {
    return log;
  }

  /** An entry as the operator writes it. */
  ModelAssignment entry(
      long attempt, String revision, String digest, @Nullable String soak, @Nullable String p99) {
    return new ModelAssignment(
        MODEL,
        "uid",
        attempt,
        new ModelAssignment.Active(
            revision,
            new Artifact(registry.repository().toString(), digest),
            p99 == null ? null : new Serving(new Serving.LatencyTarget(p99)),
            null,
            null,
            null,
            soak),
        null);
  }

  /** The same with something to go back to. */
  ModelAssignment withFallback(ModelAssignment entry, String revision, String digest) {
    return new ModelAssignment(
        entry.name(),
        entry.modelUid(),
        entry.attempt(),
        entry.active(),
        new ModelAssignment.Fallback(
            revision, new Artifact(registry.repository().toString(), digest), null));
  }

  ModelAssignment entry(long attempt, String revision, String digest) {
    return entry(attempt, revision, digest, null, null);
  }

  /** Waits until this attempt has come that far. */
  ModelReport awaitPhase(long attempt, Phase phase) {
    return await("attempt " + attempt + " is " + phase)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                link.report(MODEL)
                    .filter(r -> r.attempt() != null && r.attempt() == attempt)
                    .filter(r -> r.phase() == phase)
                    .orElse(null),
            r -> r != null);
  }

  /** One answer. */
  record Answer(int status, JsonNode body) {
    String revision() {
      return body.path("model_version").asText();
    }

    double first() {
      return body.path("outputs").path(0).path("data").path(0).asDouble();
    }
  }

  Answer infer(float... values) throws IOException, InterruptedException {
    String json =
        """
        {"inputs":[{"name":"serving_default_x0:0","datatype":"FP32","shape":[1,4],"data":%s}]}
        """
            .formatted(java.util.Arrays.toString(values));
    return send(
        HttpRequest.newBuilder(uri("/v2/models/" + MODEL + "/infer"))
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> r =
        http.send(
            request.timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(r.statusCode(), JSON.readTree(r.body()));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + agent.address().getPort() + path);
  }

  @Override
  public void close() {
    agent.close();
  }
}
