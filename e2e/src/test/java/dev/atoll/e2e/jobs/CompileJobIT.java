package dev.atoll.e2e.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Compiles in Jobs on a real kubelet, from the store to the registry, and how they end badly. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompileJobIT {
  private static final String NOWHERE = "nowhere/compiler@sha256:" + "0".repeat(64);

  @TempDir static Path folder;
  private static CompileJobs jobs;

  @BeforeAll
  static void start() throws Exception {
    jobs = CompileJobs.start(folder);
    jobs.operator(Map.of());
  }

  @AfterAll
  static void stop() {
    if (jobs != null) jobs.close();
  }

  @Test
  @Order(1)
  void compilesFromTheStoreIntoTheRegistry() throws Exception {
    var stages = new ConcurrentSkipListSet<String>();
    jobs.apply("digits", "", 40);
    await()
        .atMost(CompileJobs.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          stages.add(jobs.stage("digits"));
          return jobs.stage("digits").equals("convert");
        });
    var revision = jobs.ready("digits");
    assertThat(stages).contains("fetch");
    var artifact = Objects.requireNonNull(revision.getStatus().artifact());
    assertThat(manifest(artifact.repository(), artifact.digest()))
        .contains("application/vnd.cncf.model.manifest.v1+json")
        .contains(Objects.requireNonNull(revision.getStatus().artifactKey()));
    assertThat(Objects.requireNonNull(revision.getStatus().accuracy()).quantized())
        .isGreaterThanOrEqualTo("0.900");
    assertThat(jobs.compiled("digits").orElseThrow().getReason()).isEqualTo("Compiled");
    assertThat(jobs.jobs("digits")).hasSize(1); // its logs can still be read
    assertThat(
            jobs.client()
                .network()
                .networkPolicies()
                .inNamespace(CompileJobs.NAMESPACE)
                .withName("atoll-compile")
                .get())
        .isNotNull();
  }

  @Test
  @Order(2)
  void equalContentElsewhereIsAHitAndRunsNoModel() {
    var before = System.nanoTime();
    jobs.apply("copy", "copy/", 40);
    var hit = jobs.ready("copy").getStatus();
    System.out.printf("cache hit Ready after %.1f s%n", (System.nanoTime() - before) / 1e9);
    assertThat(hit.artifact()).isEqualTo(jobs.ready("digits").getStatus().artifact());
    assertThat(jobs.compiled("copy").orElseThrow().getReason()).isEqualTo("CacheHit");
  }

  @Test
  @Order(3)
  void killedCompileIsToldAsSuchAndRunsAgain() {
    jobs.apply("killed", "", 39);
    await().atMost(CompileJobs.PATIENCE).until(() -> jobs.stage("killed").equals("convert"));
    await().atMost(CompileJobs.PATIENCE).until(() -> jobs.jobs("killed").size() == 1);
    var pod = jobs.pods("killed").getFirst();
    jobs.node().processesOf(pod.getMetadata().getUid()).stream()
        .filter(p -> p.info().command().filter(c -> c.contains("java")).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(jobs.failed("killed", "CompileKilled")).contains("convert").contains("signal 9");
    jobs.ready("killed");
    assertThat(jobs.revision("killed").orElseThrow().getStatus().tries()).isEqualTo(2);
  }

  @Test
  @Order(4)
  void anotherVersionOfAtollCompilesNothing() {
    var before = jobs.jobsMade();
    var artifacts =
        List.of("digits", "copy", "killed").stream()
            .map(m -> jobs.ready(m).getStatus().artifact())
            .toList();
    jobs.operator(
        Map.of(
            "ATOLL_COMPILE_JOB_IMAGE",
            jobs.cluster().registryAddress().replaceFirst("^[^:]+", jobs.node().machine())
                + "/"
                + NOWHERE));
    // once the new operator works on this one, it has seen the others
    jobs.apply("another", "", 38);
    await().atMost(CompileJobs.PATIENCE).until(() -> jobs.stage("another").equals("pulling image"));
    assertThat(jobs.compiled("another").orElseThrow().getMessage()).contains(NOWHERE);
    assertThat(jobs.jobsMade()).isEqualTo(before + 1);
    assertThat(
            List.of("digits", "copy", "killed").stream()
                .map(m -> jobs.ready(m).getStatus().artifact())
                .toList())
        .isEqualTo(artifacts);
    jobs.delete("another");
  }

  @Test
  @Order(5)
  void compileThatNeedsMoreMemoryThanItMayIsToldAsSuch() {
    jobs.operator(Map.of("ATOLL_COMPILE_JOB_MEMORY", "192Mi"));
    jobs.apply("large", "", 37);
    assertThat(jobs.failed("large", "CompileOutOfMemory")).contains("192Mi").contains("memory");
    jobs.delete("large");
  }

  @Test
  @Order(6)
  void compileThatTakesTooLongIsToldAsSuch() {
    jobs.operator(Map.of("ATOLL_COMPILE_TIMEOUT", "3s"));
    jobs.apply("slow", "", 36);
    assertThat(jobs.failed("slow", "CompileTimeout")).contains("3 s");
    jobs.delete("slow");
  }

  private static String manifest(String repository, String digest) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var slash = repository.indexOf('/');
      var uri =
          "http://%s/v2/%s/manifests/%s"
              .formatted(repository.substring(0, slash), repository.substring(slash + 1), digest);
      var request =
          HttpRequest.newBuilder(URI.create(uri))
              .header("Accept", "application/vnd.oci.image.manifest.v1+json")
              .build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }
}
