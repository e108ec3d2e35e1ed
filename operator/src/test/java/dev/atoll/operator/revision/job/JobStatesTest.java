package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.operator.revision.CompileReason;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One test for each way in which a Job goes or fails, with what Kubernetes 1.34 says of it. */
class JobStatesTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final String REPOSITORY = "registry.example/atoll/vision";
  private static final String HIT =
      "{\"artifact\":{\"repository\":\"%s\",\"digest\":\"sha256:%s\"},\"artifactKey\":\"%s\",\"inputs\":{\"source\":\"sha256:%s\"},\"cacheHit\":true,\"variants\":[{\"kind\":\"Cpu\",\"digest\":\"sha256:%s\",\"bytes\":12}]}"
          .formatted(REPOSITORY, "d".repeat(64), "c".repeat(64), "f".repeat(64), "e".repeat(64));
  private static final String NO =
      "{\"failure\":{\"reason\":\"%s\",\"message\":\"because\",\"retryable\":%s}}";

  private final JobStates states = new JobStates(Jobs.settings(), Patience.DEFAULT);

  private static Job job() {
    var made = JobManifest.of(Jobs.job(null), Jobs.settings());
    made.getMetadata().setCreationTimestamp(T.toString());
    return made;
  }

  private static Job failed(String type, String reason, String message) {
    return new JobBuilder(job())
        .withNewStatus()
        .addNewCondition()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withMessage(message)
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod pod(String phase, ContainerStatus... stages) {
    var job = job();
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod")
        .withCreationTimestamp(T.toString())
        .endMetadata()
        .withSpec(job.getSpec().getTemplate().getSpec())
        .withNewStatus()
        .withPhase(phase)
        .withInitContainerStatuses(
            List.of(stages).stream().filter(s -> !s.getName().equals("publish")).toList())
        .withContainerStatuses(
            List.of(stages).stream().filter(s -> s.getName().equals("publish")).toList())
        .endStatus()
        .build();
  }

  private static ContainerStatus running(String stage) {
    return new ContainerStatusBuilder()
        .withName(stage)
        .withState(new ContainerStateBuilder().withNewRunning().endRunning().build())
        .build();
  }

  private static ContainerStatus ended(
      String stage, int code, String reason, @Nullable String message) {
    return new ContainerStatusBuilder()
        .withName(stage)
        .withState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .build())
        .build();
  }

  private static ContainerStatus waiting(String stage, String reason, String message) {
    return new ContainerStatusBuilder()
        .withName(stage)
        .withImage(Jobs.IMAGE)
        .withState(
            new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build())
        .build();
  }

  private static ContainerStatus done(String stage) {
    return ended(stage, 0, "Completed", null);
  }

  private CompileState state(Job job, @Nullable Pod pod, int second) {
    return states.of(
        JobView.of(job, pod == null ? List.of() : List.of(pod), T.plusSeconds(second)), REPOSITORY);
  }

  private CompileResult.Refused refused(Job job, @Nullable Pod pod, int second) {
    var state = state(job, pod, second);
    assertThat(state).isInstanceOf(Finished.class);
    return (CompileResult.Refused) ((Finished) state).result();
  }

  private void assertRefused(CompileReason reason, String text, Job job, @Nullable Pod pod) {
    var refusal = refused(job, pod, 1000);
    assertThat(refusal.reason()).isEqualTo(reason.name());
    assertThat(refusal.message()).contains(text);
    assertThat(refusal.retryable()).isTrue();
  }

  @Test
  void stageIsTheContainerThatRuns() {
    assertThat(state(job(), null, 1)).isEqualTo(new Running("starting"));
    assertThat(state(job(), pod("Pending", waiting("fetch", "PodInitializing", "")), 1))
        .isEqualTo(new Running("starting"));
    assertThat(state(job(), pod("Pending", running("fetch")), 1)).isEqualTo(new Running("fetch"));
    assertThat(state(job(), pod("Pending", done("fetch"), running("lookup")), 1))
        .isEqualTo(new Running("lookup"));
    assertThat(
            state(
                job(), pod("Pending", done("fetch"), waiting("lookup", "PodInitializing", "")), 1))
        .isEqualTo(new Running("fetch"));
    assertThat(state(job(), pod("Running", done("fetch"), running("publish")), 1))
        .isEqualTo(new Running("publish"));
  }

  @Test
  void hitEndsTheCompileWhileLaterStagesHaveNotBegun() {
    var pod =
        pod(
            "Pending",
            done("fetch"),
            ended("lookup", 0, "Completed", HIT),
            waiting("convert", "PodInitializing", ""));
    assertThat(state(job(), pod, 2))
        .isInstanceOfSatisfying(
            Finished.class,
            f ->
                assertThat(f.result())
                    .isInstanceOfSatisfying(
                        CompileResult.Compiled.class, c -> assertThat(c.cacheHit()).isTrue()));
  }

  @Test
  void whatPublishSaysIsTheResult() {
    var pod = pod("Succeeded", done("convert"), ended("publish", 0, "Completed", HIT));
    assertThat(state(job(), pod, 2))
        .isInstanceOfSatisfying(
            Finished.class, f -> assertThat(f.result()).isInstanceOf(CompileResult.Compiled.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch", "convert", "edgetpu"})
  void artifactFromAStageThatRunsTheModelIsNotBelieved(String stage) {
    var refusal = refused(job(), pod("Pending", ended(stage, 0, "Completed", HIT)), 2);
    assertThat(refusal.reason()).isEqualTo("InternalError");
    assertThat(refusal.message()).contains(stage);
  }

  @Test
  void refusalOfAnyStageCounts() {
    var no = NO.formatted("AccuracyBelowTarget", false);
    var refusal =
        refused(job(), pod("Pending", done("lookup"), ended("convert", 0, "Completed", no)), 2);
    assertThat(refusal)
        .isEqualTo(new CompileResult.Refused("AccuracyBelowTarget", "because", false));
  }

  @Test
  void resultOutOfFormIsAnInternalError() {
    var refusal = refused(job(), pod("Succeeded", ended("publish", 0, "Completed", "{")), 2);
    assertThat(refusal.reason()).isEqualTo("InternalError");
  }

  @Test
  void outOfMemory() {
    assertRefused(
        CompileReason.CompileOutOfMemory,
        "convert needed more memory than its limit of 4Gi",
        job(),
        pod("Failed", done("lookup"), ended("convert", 137, "OOMKilled", null)));
  }

  @Test
  void memoryThatAChildRanOutOfIsToldAsSuch() {
    var no = NO.formatted("InternalError", true);
    assertRefused(
        CompileReason.CompileOutOfMemory,
        "convert",
        job(),
        pod("Pending", ended("convert", 0, "OOMKilled", no)));
  }

  @ParameterizedTest
  @CsvSource({"137, 9", "143, 15"})
  void killedFromOutside(int code, int signal) {
    assertRefused(
        CompileReason.CompileKilled,
        "signal " + signal,
        job(),
        pod("Failed", done("fetch"), ended("convert", code, "Error", null)));
  }

  @Test
  void crashed() {
    assertRefused(
        CompileReason.CompilerCrashed,
        "exit code 70",
        job(),
        pod("Failed", ended("fetch", 70, "Error", null)));
  }

  @Test
  void containerThatCannotRun() {
    assertRefused(
        CompileReason.CompileNotStarted,
        "no such file",
        job(),
        pod("Failed", ended("fetch", 128, "StartError", "exec: no such file")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failed", "FailureTarget"})
  void deadline(String condition) {
    var pod = pod("Failed", ended("convert", 143, "Error", null));
    assertRefused(
        CompileReason.CompileTimeout,
        "1800 s",
        failed(condition, "DeadlineExceeded", "Job was active longer than specified deadline"),
        pod);
  }

  @Test
  void podThatIsBeingEndedIsNotJudgedBeforeItsJob() {
    var pod = pod("Failed", ended("convert", 143, "Error", null));
    pod.getMetadata().setDeletionTimestamp(T.toString());
    assertThat(state(job(), pod, 2)).isEqualTo(new Running("ending"));
  }

  @Test
  void evictedByKubelet() {
    var pod = pod("Failed", ended("convert", 137, "Error", null));
    pod.getStatus().setReason("Evicted");
    pod.getStatus().setMessage("The node was low on resource: memory.");
    assertRefused(CompileReason.CompileEvicted, "low on resource: memory", job(), pod);
  }

  @Test
  void evictedForItsDisk() {
    var pod = pod("Failed", ended("convert", 137, "Error", null));
    pod.getStatus().setReason("Evicted");
    pod.getStatus().setMessage("Usage of EmptyDir volume \"work\" exceeds the limit \"20Gi\".");
    assertRefused(CompileReason.CompileOutOfDisk, "work-size", job(), pod);
  }

  @Test
  void drainedOrPreempted() {
    var pod = pod("Failed", ended("convert", 137, "Error", null));
    pod.getStatus()
        .setConditions(
            List.of(
                new io.fabric8.kubernetes.api.model.PodConditionBuilder()
                    .withType("DisruptionTarget")
                    .withStatus("True")
                    .withReason("EvictionByEvictionAPI")
                    .withMessage("Eviction API: evicting")
                    .build()));
    assertRefused(CompileReason.CompileEvicted, "EvictionByEvictionAPI", job(), pod);
  }

  @Test
  void evictionStandsInTheJobWhenThePodIsGone() {
    assertRefused(
        CompileReason.CompileEvicted,
        "DisruptionTarget",
        failed(
            "Failed",
            "PodFailurePolicy",
            "Pod vision/x has condition DisruptionTarget matching FailJob rule at index 0"),
        null);
  }

  @Test
  void podThatSomebodyDeleted() {
    assertRefused(
        CompileReason.CompileKilled,
        "deleted",
        failed("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
        null);
  }

  @Test
  void jobThatEndedAndSaidNothing() {
    assertRefused(
        CompileReason.CompilerCrashed,
        "without a result",
        failed("Complete", "CompletionsReached", ""),
        null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "InvalidImageName"})
  void imageThatCannotBePulledIsWaitedForAndThenRefused(String reason) {
    var pod = pod("Pending", waiting("fetch", reason, "not found"));
    assertThat(state(job(), pod, 60))
        .isInstanceOfSatisfying(
            Running.class,
            r -> {
              assertThat(r.stage()).isEqualTo("pulling image");
              assertThat(r.trouble()).contains("not found").contains(Jobs.IMAGE);
            });
    assertRefused(CompileReason.ImagePullFailed, "not found", job(), pod);
  }

  @Test
  void podThatNoNodeTakes() {
    var pod = pod("Pending");
    pod.getStatus()
        .setConditions(
            List.of(
                new io.fabric8.kubernetes.api.model.PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage("0/3 nodes are available: 3 Insufficient memory.")
                    .withLastTransitionTime(T.toString())
                    .build()));
    assertThat(state(job(), pod, 299))
        .isInstanceOfSatisfying(
            Running.class, r -> assertThat(r.stage()).isEqualTo("unschedulable"));
    assertRefused(CompileReason.CompileUnschedulable, "Insufficient memory", job(), pod);
  }

  @Test
  void secretThatIsMissing() {
    assertRefused(
        CompileReason.CredentialsMissing,
        "secret \"s3\" not found",
        job(),
        pod("Pending", waiting("fetch", "CreateContainerConfigError", "secret \"s3\" not found")));
  }

  @Test
  void podThatTheClusterDoesNotMake() {
    assertRefused(CompileReason.CompileNotStarted, "kubectl describe job", job(), null);
  }

  @Test
  void jobThatSomebodyDeletesIsEnding() {
    var job = job();
    job.getMetadata().setDeletionTimestamp(T.toString());
    assertThat(state(job, pod("Running", running("convert")), 1)).isEqualTo(new Running("ending"));
  }
}
