package dev.atoll.e2e.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

/** From {@code kubectl apply} to an answer of every device. */
final class FirstModel implements Chapter {
  @Override
  public String title() {
    return "a. A first model: from kubectl apply to inference on six devices";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    scene.kubectl().run("get nodes --label-columns=site");
    scene.apply("digits-v1.yaml");
    var done = scene.follow("digits v1 is Ready", Duration.ofSeconds(240), Observed::ready);
    scene.kubectl().run("wait edgemodel/digits -n vision --for=condition=Ready --timeout=60s");
    scene.kubectl().run("get edgemodel,modelrevision,modelrollout,edgedevice -n vision");
    accuracyAndArtifact(scene, done);
    runners(scene);
    answers(scene, done.stable());
  }

  private static void accuracyAndArtifact(Scene scene, Observed done) throws Exception {
    var status = Objects.requireNonNull(Objects.requireNonNull(done.candidate()).getStatus());
    var accuracy = Objects.requireNonNull(status.accuracy(), "accuracy");
    scene.check(
        accuracy.floating() != null && accuracy.quantized() != null,
        "accuracy before and after quantisation: %s and %s"
            .formatted(accuracy.floating(), accuracy.quantized()));
    var artifact = Objects.requireNonNull(status.artifact(), "artifact");
    scene.check(
        manifestExists(artifact.repository(), artifact.digest()),
        "the registry holds %s@%s".formatted(artifact.repository(), artifact.digest()));
  }

  private static boolean manifestExists(String repository, String digest)
      throws IOException, InterruptedException {
    int slash = repository.indexOf('/');
    var uri =
        URI.create(
            "http://%s/v2/%s/manifests/%s"
                .formatted(
                    repository.substring(0, slash), repository.substring(slash + 1), digest));
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(uri)
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .header("Accept", "application/vnd.oci.image.manifest.v1+json")
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }
  }

  private static void runners(Scene scene) {
    long separate =
        scene.fleet().names().stream()
            .filter(n ->
                ProcessHandle.of(scene.fleet().pid(n)).stream()
                    .flatMap(ProcessHandle::children)
                    .anyMatch(ProcessHandle::isAlive))
            .count();
    scene.check(
        separate == 6, separate + " agents hold the interpreter in a runner process of its own");
  }

  private static void answers(Scene scene, String revision) throws Exception {
    int right = 0;
    int asked = 0;
    for (var device : scene.fleet().names()) {
      for (var sample : scene.digits().samples()) {
        var answer = scene.devices().ask(device, sample, asked == 0);
        asked++;
        if (!answer.revision().equals(revision))
          throw new StoryBroken(
              device + " answered with " + answer.revision() + ", not " + revision);
        if (answer.digit() == sample.digit()) right++;
      }
    }
    scene.check(
        right == asked,
        "%d of %d answers of the six devices name the right digit".formatted(right, asked));
  }
}
