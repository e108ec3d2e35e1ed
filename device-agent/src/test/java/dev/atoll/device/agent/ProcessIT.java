package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.oci.testing.RealRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, with an API server that is not there. */
class ProcessIT {
  private static final Pattern SERVING = Pattern.compile("serving on /?(\\S+)");
  @TempDir Path folder;

  @Test
  void aKilledAgentTakesItsRunnerAlongAndTheNextOneServes() throws Exception {
    Path store = folder.resolve("store");
    try (RealRegistry registry = RealRegistry.open(folder)) {
      String one = TestArtifacts.plus(registry, 1);
      try (Device device = new Device(store, registry, Duration.ofSeconds(1))) {
        device.link().assign(device.entry(1, "digits-1", one));
        device.awaitPhase(1, Phase.Proven);
      }
    }
    for (int round = 0; round < 2; round++) {
      Process agent = start(store);
      URI ready = URI.create("http://" + serving(agent) + "/v2/models/vision.digits/ready");
      awaitOk(ready);
      List<ProcessHandle> runners = agent.children().toList();
      assertThat(runners).hasSize(1);

      agent.destroyForcibly().waitFor();

      await().until(() -> runners.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void anAgentThatIsAskedToEndDoesSoWithItsRunner() throws Exception {
    Process agent = start(folder.resolve("store"));
    serving(agent);
    await().until(() -> agent.children().count() == 1);
    List<ProcessHandle> runners = agent.children().toList();

    agent.destroy();

    assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    await().until(() -> runners.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aMissingVariableIsNamed() throws Exception {
    ProcessBuilder b = builder(folder);
    b.environment().remove("ATOLL_STORE");
    Process agent = b.start();

    assertThat(agent.waitFor()).isEqualTo(1);
    assertThat(agent.inputReader(StandardCharsets.UTF_8).readAllAsString())
        .contains("ATOLL_STORE must be set");
  }

  private Process start(Path store) throws IOException {
    return builder(store).start();
  }

  private ProcessBuilder builder(Path store) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "secret-of-the-test");
    ProcessBuilder b =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.atoll.device.agent.Main")
            .redirectErrorStream(true);
    b.environment().put("ATOLL_NODE_NAME", "node-1");
    b.environment().put("ATOLL_STORE", store.toString());
    b.environment().put("ATOLL_LISTEN", "127.0.0.1:0");
    b.environment().put("ATOLL_API_SERVER", "https://127.0.0.1:9");
    b.environment().put("ATOLL_API_CA", "/etc/ssl/certs/ca-certificates.crt");
    b.environment().put("ATOLL_TOKEN_FILE", token.toString());
    return b;
  }

  /** Reads the log up to the line that names the address; the rest must not hold the token. */
  private static String serving(Process agent) throws IOException {
    BufferedReader log = agent.inputReader(StandardCharsets.UTF_8);
    StringBuilder seen = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      Matcher m = SERVING.matcher(line);
      if (m.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(System.err::println));
        assertThat(seen.toString()).doesNotContain("secret-of-the-test");
        return m.group(1);
      }
    }
    throw new IOException("the agent ended: " + seen);
  }

  private static void awaitOk(URI uri) {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }
}
