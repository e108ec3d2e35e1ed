package dev.atoll.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.e2e.demo.Digits.Sample;
import dev.atoll.e2e.fleet.Fleet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the devices themselves, with curl, and reads what they reported. */
public final class Devices {
  private static final int CURL_SECONDS = 20;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Fleet fleet;
  private final KubernetesClient client;
  private final Narrator narrator;

  /** An answer: the digit with the highest score, and the revision that gave it. */
  record Answer(int digit, String revision) {}

  Devices(Fleet fleet, KubernetesClient client, Narrator narrator) {
    this.fleet = fleet;
    this.client = client;
    this.narrator = narrator;
  }

  Answer ask(String device, Sample sample, boolean show) throws IOException, InterruptedException {
    var url = fleet.inferEndpoints(Scene.NAMESPACE + "." + Scene.MODEL).get(device);
    if (show) narrator.command("curl -s --data @" + sample.request() + " " + url);
    var process =
        new ProcessBuilder(
                "curl",
                "-s",
                "--max-time",
                "10",
                "-H",
                "Content-Type: application/json",
                "--data",
                "@" + sample.request(),
                String.valueOf(url))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var body = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(CURL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0)
      throw new StoryBroken(
          device + " does not answer: curl ended with " + process.exitValue() + " " + body);
    if (show) narrator.output(body.strip());
    return read(device, body);
  }

  private Answer read(String device, String body) throws IOException {
    JsonNode answer = json.readTree(body);
    JsonNode scores = answer.path("outputs").path(0).path("data");
    if (scores.size() != 10)
      throw new StoryBroken(device + " answered without ten scores: " + body);
    int best = 0;
    for (int i = 1; i < scores.size(); i++)
      if (scores.get(i).asInt() > scores.get(best).asInt()) best = i;
    return new Answer(best, answer.path("model_version").asText());
  }

  /** The revision that the device says it serves now; empty while it serves none. */
  public String servedRevision(String device) throws IOException, InterruptedException {
    var model = fleet.endpoint(device).resolve("/v2/models/" + Scene.NAMESPACE + "." + Scene.MODEL);
    var answer =
        http.send(HttpRequest.newBuilder(model).build(), HttpResponse.BodyHandlers.ofByteArray());
    return answer.statusCode() == 200
        ? json.readTree(answer.body()).path("versions").path(0).asText()
        : "";
  }

  Optional<EdgeDevice> object(String name) {
    return Optional.ofNullable(client.resources(EdgeDevice.class).withName(name).get());
  }

  /** What the device last said about the story's model. */
  Optional<ModelReport> report(String name) {
    return object(name)
        .flatMap(d -> Optional.ofNullable(d.getStatus()))
        .flatMap(s -> Optional.ofNullable(s.models()))
        .flatMap(m ->
            m.stream()
                .filter(r -> r.name().equals(Scene.NAMESPACE + "." + Scene.MODEL))
                .findFirst());
  }
}
