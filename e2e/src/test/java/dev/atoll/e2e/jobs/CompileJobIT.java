package dev.atoll.e2e.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.atoll.e2e.cluster.RegistryAccount;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Compiles in Jobs on a real kubelet, from the store to the registry, and how they end badly. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompileJobIT {
  private static final String PAIR = "test_data/mobilenet_v1_0.25_128_quant";
  private static final String NOWHERE = "nowhere/compiler@sha256:" + "0".repeat(64);

  /** Two runs, a second apart, and no long wait for what does not pass. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "ATOLL_COMPILE_RETRIES_MOST", "2",
          "ATOLL_COMPILE_RETRIES_FIRST", "1s",
          "ATOLL_COMPILE_JOB_PATIENCE_IMAGE", "3s",
          "ATOLL_COMPILE_JOB_PATIENCE_NODE", "2s");

  @TempDir static Path folder;
  private static CompileJobs jobs;

  @BeforeAll
  static void start() throws Exception {
    jobs = CompileJobs.start(folder);
    jobs.operator(Map.of("ATOLL_COMPILE_RETRIES_FIRST", "1s"));
  }

  private static Map<String, String> impatient(String... more) {
    var settings = new HashMap<>(IMPATIENT);
    for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
    return settings;
  }

  @AfterAll
  static void stop() {
    if (jobs != null) jobs.close();
  }

  @Test
  @Order(1)
  void compilesFromTheStoreIntoTheRegistry() throws Exception {
    jobs.apply("digits", "", 40);
    var revision = jobs.ready("digits");
    assertThat(jobs.stages("digits")).contains("fetch");
    // These stand in a log alone; each is too short here to be seen for sure.
    assertThat(jobs.stages("digits")).containsAnyOf("quantise", "evaluate", "analyse");
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
  @Order(2)
  void theImagesJvmTakesItsCacheOfLoadedClasses() {
    var pod =
        jobs.client()
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("cache")
                    .withNamespace("default")
                    .endMetadata()
                    .withNewSpec()
                    .withRestartPolicy("Never")
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("compiler")
                    .withImage(jobs.image())
                    .addNewEnv()
                    .withName("JAVA_TOOL_OPTIONS")
                    .withValue("-XX:AOTMode=on") // ends with 1 where it would do without
                    .endEnv()
                    .endContainer()
                    .endSpec()
                    .build());
    pod.create();
    var status =
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> pod.get().getStatus(), s -> "Failed".equals(s.getPhase()));
    var end = status.getContainerStatuses().getFirst().getState().getTerminated();
    assertThat(end.getExitCode())
        .as(jobs.client().pods().inNamespace("default").withName("cache").getLog())
        .isEqualTo(64); // it was not told what to do
  }

  @Test
  @Order(3)
  void killedAndEvictedRunsAreToldAsSuchAndRunAgain() throws Exception {
    jobs.applySpoilt("killed", 40);
    var first = jobs.running("killed", "convert");
    jobs.node().processesOf(first.getMetadata().getUid()).stream()
        .filter(p -> p.info().command().filter(c -> c.contains("java")).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(jobs.failed("killed", "CompileKilled")).contains("convert").contains("signal 9");

    var second = jobs.running("killed", "convert", first);
    var pods = jobs.client().pods().inNamespace(CompileJobs.NAMESPACE);
    assertThat(pods.withName(second.getMetadata().getName()).evict()).isTrue();
    assertThat(jobs.failed("killed", "CompileEvicted"))
        .contains("EvictionByEvictionAPI")
        .contains("try 2 of");

    assertThat(jobs.ready("killed").getStatus().tries()).isEqualTo(3);
    // These stand in a log alone; each is too short here to be seen for sure.
    assertThat(jobs.stages("killed"))
        .containsAnyOf("quantise", "quantise 1/6", "quantise 2/6", "evaluate", "analyse");
    // Their logs can still be read; those of a pod that the API evicted are gone with it.
    assertThat(jobs.jobs("killed"))
        .extracting(job -> job.getMetadata().getAnnotations().get("atoll.dev/attempt"))
        .contains("1", "3");
  }

  @Test
  @Order(4)
  void anotherVersionOfAtollCompilesNothingAndSaysThatItsImageIsMissing() {
    var before = jobs.jobsMade();
    var models = List.of("digits", "copy", "killed");
    var artifacts = models.stream().map(m -> jobs.ready(m).getStatus().artifact()).toList();
    var registry = jobs.node().pullsFrom(jobs.cluster().registryAddress());
    jobs.operator(impatient("ATOLL_COMPILE_JOB_IMAGE", registry + "/" + NOWHERE));
    // once the new operator works on this one, it has seen the others
    jobs.apply("another", "", 38);
    assertThat(jobs.gaveUp("another", "ImagePullFailed"))
        .contains("gave up after 2 tries")
        .contains(NOWHERE)
        .contains("not found");
    assertThat(jobs.stages("another")).contains("pulling image");
    assertThat(jobs.jobsMade()).isEqualTo(before + 2);
    assertThat(models.stream().map(m -> jobs.ready(m).getStatus().artifact()).toList())
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

  @Test
  @Order(7)
  void compileThatNoNodeTakesIsToldAsSuch() {
    jobs.operator(impatient("ATOLL_COMPILE_JOB_CPU", "1000"));
    jobs.apply("wide", "", 35);
    assertThat(jobs.gaveUp("wide", "CompileUnschedulable"))
        .contains("gave up after 2 tries")
        .contains("Insufficient cpu");
    assertThat(jobs.stages("wide")).contains("unschedulable");
    await().atMost(CompileJobs.PATIENCE).until(() -> jobs.pods("wide").isEmpty());
    jobs.delete("wide");
  }

  @Test
  @Order(8)
  void compileThatNeedsMoreDiskThanItMayIsEvictedByTheKubeletAndToldAsSuch() {
    try (var source = new StalledSource(jobs.node().machine())) {
      jobs.operator(
          impatient(
              "ATOLL_COMPILE_JOB_WORK_SIZE", "4Ki",
              "ATOLL_COMPILE_RETRIES_MOST", "1",
              "ATOLL_PLAIN_HTTP_SOURCES", source.place()));
      jobs.apply(
          "spread", "  source: {tflite: {uri: \"http://%s/m.tflite\"}}".formatted(source.place()));
      assertThat(jobs.gaveUp("spread", "CompileOutOfDisk"))
          .contains("exceeds the limit \"4Ki\"")
          .contains("atoll.compile.job.work-size");
      jobs.delete("spread");
    }
  }

  /**
   * All that an installation brings along: a registry that wants a login, for images and artifacts,
   * an image of its own for edgetpu_compiler (here a replay), and certificate authorities.
   */
  @Test
  @Order(9)
  void compilesForTheEdgeTpuWithWhatAnInstallationBringsAlong() throws Exception {
    var data = jobs.toolchain().checkout().resolveSibling("shared/testdata/coral");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "skipped: ../shared/testdata/coral is not there");
    var registry = GuardedRegistry.of(jobs);
    var image = registry.push(jobs.toolchain().replayImage(data, List.of(PAIR)), "edgetpu-replay");
    jobs.client().resource(registry.secret("atoll-registry")).create();
    jobs.client().resource(authorities()).create();
    var source = Files.createDirectories(folder.resolve("coral")).resolve("source.tflite");
    Files.copy(data.resolve(PAIR + ".tflite"), source);
    jobs.cluster().s3().upload("models", "coral/", source.getParent());
    var login =
        Files.writeString(
            folder.resolve("login.json"), RegistryAccount.dockerConfig(registry.seen()));
    jobs.operator(
        Map.of(
            "ATOLL_REGISTRY", registry.seen() + "/atoll",
            "ATOLL_REGISTRY_CONFIG", login.toString(),
            "ATOLL_COMPILE_JOB_REGISTRY_SECRET", "atoll-registry",
            "ATOLL_COMPILE_JOB_PULL_SECRET", "atoll-registry",
            "ATOLL_COMPILE_JOB_EDGETPU_IMAGE", image,
            "ATOLL_COMPILE_JOB_EDGETPU_DEADLINE", "10m",
            "ATOLL_COMPILE_JOB_SOURCE_CA_CONFIG_MAP", "company-ca"));

    jobs.apply(
        "accelerated",
        """
          source: {tflite: {uri: "s3://models/coral/source.tflite"}, credentialsSecretRef: {name: store}}
          variants: [EdgeTpu, Cpu]
          edgeTpu: {minMappedOps: "100%"}
        """);
    var status = jobs.ready("accelerated").getStatus();

    var made = Objects.requireNonNull(status.artifact());
    assertThat(made.repository()).startsWith(registry.seen());
    assertThat(registry.files(made))
        .containsExactlyInAnyOrder("cpu/model.tflite", "edgetpu/model.tflite");
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> registry.client(false).getManifest(registry.reference(made)))
        .matches(e -> e.reason() == OciException.Reason.Unauthorized);
    assertThat(Objects.requireNonNull(status.variants()))
        .filteredOn(v -> v.kind().equals("EdgeTpu"))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.digest())
              .isEqualTo(Digest.ofFile(data.resolve(PAIR + "_edgetpu.tflite")).toString());
          assertThat(v.mappedOps()).isEqualTo(31);
        });
    var pod = jobs.pods("accelerated").getFirst();
    assertThat(pod.getStatus().getInitContainerStatuses())
        .filteredOn(c -> c.getName().equals("edgetpu"))
        .singleElement()
        .satisfies(c -> assertThat(c.getImageID()).isEqualTo(image));
  }

  private static ConfigMap authorities() throws IOException {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("company-ca")
        .withNamespace(CompileJobs.NAMESPACE)
        .endMetadata()
        .addToData("ca.crt", Files.readString(jobs.cluster().apiServerCertificates()))
        .build();
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
