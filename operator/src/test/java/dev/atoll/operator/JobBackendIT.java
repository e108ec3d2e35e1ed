package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import dev.atoll.operator.revision.RegistrySettings;
import dev.atoll.operator.revision.job.JobBackend;
import dev.atoll.operator.revision.job.JobSettings;
import dev.atoll.operator.revision.job.Patience;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Job backend with a real API server and the rights of the operator's service account. There is
 * no controller of Jobs: the test writes what one would.
 */
class JobBackendIT {
  private static final String NAMESPACE = "jobs";
  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.STRATEGIC_MERGE)
          .withDryRun(List.of("All"))
          .build();
  private static final String TIME = "2026-11-22T12:00:00Z";

  private KubernetesClient client;
  private KubernetesClient own;
  private KubernetesClient controller;
  private JobBackend backend;
  private final Set<String> told = new ConcurrentSkipListSet<>();
  private final Set<CompileId> current = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void start() throws IOException {
    var server = TestApiServer.get();
    client = server.client();
    server.namespace(NAMESPACE);
    controller = server.jobController();
    restart();
  }

  @AfterEach
  void stop() {
    backend.close();
    own.close();
    controller.close();
    client.batch().v1().jobs().inNamespace(NAMESPACE).delete();
    release();
    client.resources(ModelRevision.class).inNamespace(NAMESPACE).delete();
  }

  private void restart() throws IOException {
    if (own != null) {
      backend.close();
      own.close();
    }
    own = TestApiServer.get().operatorClient();
    var settings =
        new JobSettings(
            "registry.example/compiler@sha256:" + "a".repeat(64),
            null,
            "/usr/bin/edgetpu_compiler",
            null,
            null,
            new Quantity("1Gi"),
            new Quantity("1"),
            new Quantity("1Gi"),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Map.of(),
            null,
            null,
            List.of(),
            2,
            new Patience(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(1)));
    backend =
        new JobBackend(
            own,
            settings,
            new RegistrySettings("registry.example/atoll", false),
            Clock.systemUTC(),
            current::contains);
    backend.onChange(id -> told.add(id.revision()));
    backend.open();
  }

  /** What the garbage collector does once the pods of a deleted Job are gone. */
  private void release() {
    for (var job : client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems()) {
      if (job.getMetadata().getDeletionTimestamp() == null) continue;
      job.getMetadata().setFinalizers(List.of());
      client.resource(job).update();
    }
  }

  private CompileJob compile(String name, int second) {
    var source =
        new Source(
            new Source.SavedModel("s3://models/" + name, null, null),
            null,
            null,
            null,
            null,
            null,
            "sha256:" + "%064x".formatted(name.hashCode()),
            null);
    var revision = new ModelRevision();
    revision.getMetadata().setName(name);
    revision.getMetadata().setNamespace(NAMESPACE);
    revision.setSpec(
        new ModelRevisionSpec(
            "m", source, new Calibration("s3://c.npz", 9), null, null, null, null, null));
    var made = client.resource(revision).create();
    return new CompileJob(
        new CompileId(NAMESPACE, name, made.getMetadata().getUid(), "1"),
        revision.getSpec(),
        "registry.example/atoll/" + NAMESPACE,
        false,
        Instant.parse(TIME).plusSeconds(second));
  }

  private List<Job> jobs(String revision) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(NAMESPACE)
        .withLabel("atoll.dev/revision", revision)
        .list()
        .getItems();
  }

  private void running(CompileJob... jobs) {
    for (var job : jobs) await().until(() -> jobs(job.id().revision()).size() == 1);
  }

  /** What the controller of Jobs writes. */
  private void fail(CompileJob compile, String reason) {
    var job = jobs(compile.id().revision()).getFirst();
    job.setStatus(
        new JobStatusBuilder()
            .withStartTime(TIME)
            .withConditions(condition("FailureTarget", reason), condition("Failed", reason))
            .build());
    client.resource(job).updateStatus();
  }

  private static JobCondition condition(String type, String reason) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withLastTransitionTime(TIME)
        .build();
  }

  @Test
  void jobIsOwnedByItsRevisionAndFencedBeforeItRuns() {
    var compile = compile("owned", 1);
    backend.start(compile);
    running(compile);
    assertThat(jobs("owned").getFirst().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(o -> assertThat(o.getUid()).isEqualTo(compile.id().uid()));
    assertThat(
            client
                .network()
                .networkPolicies()
                .inNamespace(NAMESPACE)
                .withName("atoll-compile")
                .get())
        .isNotNull();
    assertThat(backend.state(compile.id())).isEqualTo(new Running("starting"));
  }

  @Test
  void thirdWaitsAndStartsWhenOneOfTheFirstEnds() {
    var first = compile("first", 1);
    var second = compile("second", 2);
    var third = compile("third", 3);
    var fourth = compile("fourth", 4);
    for (var job : List.of(first, second, third, fourth)) backend.start(job);
    running(first, second);
    assertThat(backend.state(third.id())).isEqualTo(new Queued(1));
    assertThat(backend.state(fourth.id())).isEqualTo(new Queued(2));
    told.clear();
    fail(first, "DeadlineExceeded");
    running(third);
    assertThat(backend.state(first.id()))
        .isInstanceOfSatisfying(
            Finished.class, f -> assertThat(f.toString()).contains("CompileTimeout"));
    assertThat(backend.state(fourth.id())).isEqualTo(new Queued(1));
    await().until(() -> told.contains("fourth"));
    assertThat(jobs("fourth")).isEmpty();
  }

  @Test
  void restartedOperatorFindsItsJobAndMakesNoSecond() throws IOException {
    var compile = compile("adopted", 1);
    backend.start(compile);
    running(compile);
    var uid = jobs("adopted").getFirst().getMetadata().getUid();
    restart();
    assertThat(backend.state(compile.id())).isEqualTo(new Running("starting"));
    backend.start(compile);
    fail(compile, "DeadlineExceeded");
    await().until(() -> backend.state(compile.id()) instanceof Finished);
    assertThat(jobs("adopted"))
        .singleElement()
        .satisfies(j -> assertThat(j.getMetadata().getUid()).isEqualTo(uid));
  }

  @Test
  void outcomeFromBeforeARestartIsTakenUntilItWasRecorded() throws IOException {
    var compile = compile("told", 1);
    backend.start(compile);
    running(compile);
    var uid = jobs("told").getFirst().getMetadata().getUid();
    fail(compile, "DeadlineExceeded");
    restart();
    backend.start(compile);
    assertThat(backend.state(compile.id())).isInstanceOf(Finished.class);
    await().until(() -> told.contains("told"));
    assertThat(jobs("told"))
        .singleElement()
        .satisfies(j -> assertThat(j.getMetadata().getUid()).isEqualTo(uid));

    backend.forget(compile.id());
    await()
        .until(() ->
            jobs("told")
                .getFirst()
                .getMetadata()
                .getAnnotations()
                .containsKey("atoll.dev/outcome-recorded"));
    assertThat(jobs("told").getFirst().getMetadata().getDeletionTimestamp()).isNull();
    restart();
    assertThat(backend.state(compile.id())).isEqualTo(new Unknown());
    backend.start(compile); // asked for once more
    await()
        .until(() ->
            jobs("told").stream().allMatch(j -> j.getMetadata().getDeletionTimestamp() != null));
    release();
    await().until(() -> jobs("told").stream().anyMatch(j -> !j.getMetadata().getUid().equals(uid)));
  }

  /** As kubelet writes it: one stage ended so, the next has begun. */
  private void ended(CompileJob compile, String stage, String message) {
    var job = jobs(compile.id().revision()).getFirst();
    var template = job.getSpec().getTemplate();
    var pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withName(job.getMetadata().getName() + "-x")
            .withNamespace(NAMESPACE)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    var made = controller.resource(pod).create();
    made.setStatus(
        new PodStatusBuilder()
            .withPhase("Pending")
            .addNewInitContainerStatus()
            .withName(stage)
            .withImage("i")
            .withImageID("i")
            .withReady(true)
            .withRestartCount(0)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .withMessage(message)
            .endTerminated()
            .endState()
            .endInitContainerStatus()
            .build());
    client.resource(made).updateStatus();
  }

  @Test
  void logsOfAStageThatRefusedStayAlthoughTheRestStillRuns() {
    var compile = compile("early", 1);
    backend.start(compile);
    running(compile);
    ended(
        compile,
        "fetch",
        "{\"failure\":{\"reason\":\"SourceNotFound\",\"message\":\"m\",\"retryable\":false}}");
    await().until(() -> backend.state(compile.id()) instanceof Finished);
    var next = compile("afterwards", 2);
    var second = compile("besides", 3);
    backend.start(next);
    backend.start(second);
    running(next, second); // what ended counts as none that runs
    backend.forget(compile.id());
    await()
        .until(() ->
            jobs("early")
                .getFirst()
                .getMetadata()
                .getAnnotations()
                .containsKey("atoll.dev/outcome-recorded"));
    assertThat(jobs("early").getFirst().getMetadata().getDeletionTimestamp()).isNull();
    client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
  }

  @Test
  void jobsOfOthersFillNoQueueAndTellNothing() throws IOException {
    var victim = compile("victim", 1);
    backend.start(victim);
    running(victim);
    var real = jobs("victim").getFirst();
    backend.forget(victim.id());
    await().until(() -> jobs("victim").getFirst().getMetadata().getDeletionTimestamp() != null);
    release();
    await().until(() -> jobs("victim").isEmpty());
    for (int i = 0; i < 3; i++) forge(real, "forged-" + i);
    restart();

    var wanted = compile("wanted", 2);
    backend.start(wanted);
    running(wanted);

    forge(real, real.getMetadata().getName());
    backend.start(victim);
    await().until(() -> backend.state(victim.id()) instanceof Finished);
    assertThat(backend.state(victim.id()).toString())
        .contains("CompileNotStarted")
        .contains(real.getMetadata().getName())
        .contains("delete it");
  }

  /** The labels and annotations of a compile, without its owner. */
  private void forge(Job real, String name) {
    var template = real.getSpec().getTemplate();
    template
        .getMetadata()
        .getLabels()
        .keySet()
        .removeIf(k -> k.contains("uid") || k.contains("job"));
    own.resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(real.getMetadata().getLabels())
                .withAnnotations(real.getMetadata().getAnnotations())
                .endMetadata()
                .withNewSpec()
                .withTemplate(template)
                .endSpec()
                .build())
        .create();
  }

  /** What stands in them is believed, so nobody else may make them, nor turn others into them. */
  @Test
  void onlyTheOperatorMakesJobsOfCompilesAndOnlyTheirControllerPods() {
    var compile = compile("policy", 1);
    backend.start(compile);
    running(compile);
    var real = jobs("policy").getFirst();
    var labels = real.getSpec().getTemplate().getMetadata().getLabels();
    labels.keySet().removeIf(k -> k.contains("uid") || k.contains("job-name"));
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("somebodys")
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .withTemplate(real.getSpec().getTemplate())
            .endSpec()
            .build();
    // a policy takes a moment to act
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> client.resource(job).dryRun().create())
                .hasMessageContaining("made by Atoll's operator alone"));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("somebodys")
            .withLabels(labels)
            .endMetadata()
            .withSpec(real.getSpec().getTemplate().getSpec())
            .build();
    assertThatThrownBy(() -> client.resource(pod).dryRun().create())
        .hasMessageContaining("controller of Jobs alone");
    job.getMetadata().setLabels(Map.of("app", "other"));
    assertThatThrownBy(() -> client.resource(job).dryRun().create())
        .hasMessageContaining("or whose pods have it");
    job.getSpec().getTemplate().getMetadata().setLabels(Map.of("app", "other"));
    client.resource(job).create();
    job.getMetadata().setLabels(labels);
    assertThatThrownBy(() -> client.resource(job).dryRun().patch())
        .hasMessageContaining("made by Atoll's operator alone");
  }

  /** Whoever may patch pods could give the stage that publishes another image, or another Job. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\":{\"containers\":[{\"name\":\"publish\",\"image\":\"evil\"}]}}",
        "{\"spec\":{\"initContainers\":[{\"name\":\"lookup\",\"image\":\"evil\"}]}}",
        "{\"metadata\":{\"ownerReferences\":[{\"uid\":\"u\",\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"name\":\"j\"}]}}",
        "{\"metadata\":{\"annotations\":{\"atoll.dev/request\":\"{}\"}}}",
        "{\"metadata\":{\"annotations\":{\"atoll.dev/attempt\":null}}}",
        "{\"metadata\":{\"labels\":{\"atoll.dev/revision\":\"other\"}}}",
        "{\"metadata\":{\"labels\":{\"app.kubernetes.io/component\":null}}}",
        "{\"metadata\":{\"labels\":{\"atoll.dev/more\":\"x\"}}}"
      })
  void nobodyMakesAPodOfACompileIntoAnother(String patch) {
    var compile = compile("changed", 1);
    backend.start(compile);
    running(compile);
    ended(compile, "fetch", "");
    var pods = client.pods().inNamespace(NAMESPACE);
    var pod = pods.withName(jobs("changed").getFirst().getMetadata().getName() + "-x");
    try {
      // a policy takes a moment to act
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> pod.patch(DRY_RUN, patch))
                  .hasMessageContaining("changed by nobody but its operator"));
    } finally {
      pods.withGracePeriod(0).delete();
    }
  }

  @Test
  void othersMayNoteWhatTheyLikeOnJobsAndPodsButNoContainersIntoThem() {
    var compile = compile("noted", 1);
    backend.start(compile);
    running(compile);
    ended(compile, "fetch", "");
    var job = client.resource(jobs("noted").getFirst());
    var pods = client.pods().inNamespace(NAMESPACE);
    var pod = pods.withName(jobs("noted").getFirst().getMetadata().getName() + "-x");
    try {
      var note = "{\"metadata\":{\"annotations\":{\"somebody.example/seen\":\"true\"}}}";
      assertThat(pod.patch(DRY_RUN, note)).isNotNull();
      assertThat(job.patch(DRY_RUN, note)).isNotNull();
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> job.patch(DRY_RUN, "{\"spec\":{\"suspend\":true}}"))
                  .hasMessageContaining("changed by nobody but its operator"));
      assertThatThrownBy(() ->
              pod.ephemeralContainers()
                  .edit(p ->
                      new PodBuilder(p)
                          .editSpec()
                          .addNewEphemeralContainer()
                          .withName("evil")
                          .withImage("evil")
                          .endEphemeralContainer()
                          .endSpec()
                          .build()))
          .hasMessageContaining("changed by nobody but its operator");
    } finally {
      pods.withGracePeriod(0).delete();
    }
  }

  @Test
  void runThatNoRevisionIsAtCountsAsNone() throws IOException {
    for (int i = 0; i < 2; i++) {
      var job = compile("stale-" + i, i);
      backend.start(job);
      running(job);
    }
    restart();
    var wanted = compile("fresh", 3);
    backend.start(wanted);
    running(wanted);
  }

  @Test
  void runsFromBeforeARestartCount() throws IOException {
    for (int i = 0; i < 2; i++) {
      var job = compile("before-" + i, i);
      backend.start(job);
      running(job);
      current.add(job.id());
    }
    restart();
    var third = compile("after", 3);
    backend.start(third);
    assertThat(backend.state(third.id())).isEqualTo(new Queued(1));
    assertThat(jobs("after")).isEmpty();
  }

  @Test
  void nextAttemptIsAnotherJobAndTheLogsOfTheFirstStay() {
    var compile = compile("again", 1);
    backend.start(compile);
    running(compile);
    fail(compile, "DeadlineExceeded");
    await().until(() -> backend.state(compile.id()) instanceof Finished);
    backend.forget(compile.id());
    var id = compile.id();
    var next =
        new CompileJob(
            new CompileId(id.namespace(), id.revision(), id.uid(), "2"),
            compile.spec(),
            compile.repository(),
            false,
            compile.asked());
    assertThat(backend.state(next.id())).isEqualTo(new Unknown());
    backend.start(next);
    await().until(() -> jobs("again").size() == 2);
    assertThat(backend.state(next.id())).isEqualTo(new Running("starting"));
  }

  @Test
  void forgottenWhileItRunsItsJobIsDeleted() {
    var compile = compile("forgotten", 1);
    backend.start(compile);
    running(compile);
    await().until(() -> backend.state(compile.id()) instanceof Running);
    backend.forget(compile.id());
    await()
        .until(() ->
            jobs("forgotten").stream()
                .allMatch(j -> j.getMetadata().getDeletionTimestamp() != null));
  }

  @Test
  void forgottenAndAskedForAgainItIsMadeAnewAndTheOldOneTellsNothing() {
    var compile = compile("anew", 1);
    backend.start(compile);
    running(compile);
    fail(compile, "DeadlineExceeded");
    await().until(() -> backend.state(compile.id()) instanceof Finished);
    var old = jobs("anew").getFirst().getMetadata().getUid();
    backend.forget(compile.id());
    assertThat(backend.state(compile.id())).isEqualTo(new Unknown());
    backend.start(compile.withoutLookup());
    assertThat(backend.state(compile.id())).isNotInstanceOf(Finished.class);
    await()
        .until(() ->
            jobs("anew").stream().allMatch(j -> j.getMetadata().getDeletionTimestamp() != null));
    release();
    await().until(() -> jobs("anew").stream().anyMatch(j -> !j.getMetadata().getUid().equals(old)));
    assertThat(
            jobs("anew")
                .getFirst()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("atoll.dev/request"))
        .contains("\"lookup\":false");
  }

  @Test
  void jobThatTheApiServerRefusesIsAFailureThatSaysWhy() {
    var compile = compile("refused", 1);
    var elsewhere =
        new CompileJob(
            new CompileId("no-such-namespace", "refused", compile.id().uid(), "1"),
            compile.spec(),
            compile.repository(),
            false,
            compile.asked());
    backend.start(elsewhere);
    await().until(() -> backend.state(elsewhere.id()) instanceof Finished);
    assertThat(backend.state(elsewhere.id()).toString())
        .contains("CompileNotStarted")
        .contains("no-such-namespace");
  }
}
