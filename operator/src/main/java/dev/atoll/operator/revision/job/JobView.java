package dev.atoll.operator.revision.job;

import dev.atoll.operator.kube.Times;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster says of one compile at one moment.
 *
 * @param pod the newest of the Job; null when there is none
 */
record JobView(Job job, @Nullable Pod pod, Instant now) {

  static JobView of(Job job, List<Pod> pods, Instant now) {
    var newest =
        pods.stream()
            .max(Comparator.comparing(p -> String.valueOf(p.getMetadata().getCreationTimestamp())));
    return new JobView(job, newest.orElse(null), now);
  }

  /** Whether nothing of it runs any more; of a stage that failed the rest follows in a moment. */
  boolean ended() {
    var phase = podPhase();
    return failed().isPresent()
        || containers().stream().anyMatch(JobView::brokenOff)
        || condition("Complete").isPresent()
        || phase.equals("Succeeded")
        || phase.equals("Failed");
  }

  private static boolean brokenOff(ContainerStatus container) {
    var end = container.getState() == null ? null : container.getState().getTerminated();
    return end != null && end.getExitCode() != 0;
  }

  /** That the Job failed, or is about to while its pod is still being ended. */
  Optional<JobCondition> failed() {
    return condition("Failed").or(() -> condition("FailureTarget"));
  }

  boolean complete() {
    return condition("Complete").isPresent() || condition("SuccessCriteriaMet").isPresent();
  }

  private Optional<JobCondition> condition(String type) {
    if (job.getStatus() == null) return Optional.empty();
    return job.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals(type) && "True".equals(c.getStatus()))
        .findFirst();
  }

  String podPhase() {
    return pod == null || pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? ""
        : pod.getStatus().getPhase();
  }

  /** Whether somebody deleted the Job or its pod, and the end is near. */
  boolean ending() {
    return job.getMetadata().getDeletionTimestamp() != null
        || (pod != null && pod.getMetadata().getDeletionTimestamp() != null);
  }

  Optional<PodCondition> podCondition(String type, String status) {
    if (pod == null || pod.getStatus() == null) return Optional.empty();
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals(type) && status.equals(c.getStatus()))
        .findFirst();
  }

  /** Of the stages, in the order in which they run. */
  List<ContainerStatus> containers() {
    if (pod == null || pod.getStatus() == null) return List.of();
    var status = pod.getStatus();
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .toList();
  }

  /** The container at work, when it is one whose log tells more than its name. */
  Optional<ContainerLog.Container> talking() {
    if (pod == null) return Optional.empty();
    var metadata = pod.getMetadata();
    return containers().stream()
        .filter(c -> c.getState() != null && c.getState().getRunning() != null)
        .filter(c -> Stage.named(c.getName()).filter(Stage::heavy).isPresent())
        .map(c ->
            new ContainerLog.Container(
                metadata.getNamespace(), metadata.getName(), metadata.getUid(), c.getName()))
        .findFirst();
  }

  /** Since the Job was made, or its pod when it has one. */
  Duration age() {
    return since(
        pod == null
            ? job.getMetadata().getCreationTimestamp()
            : pod.getMetadata().getCreationTimestamp());
  }

  /** Since the last stage ended, or as {@link #age} before the first one did. */
  Duration idle() {
    return containers().stream()
        .map(c -> c.getState() == null ? null : c.getState().getTerminated())
        .filter(end -> end != null && end.getFinishedAt() != null)
        .map(end -> since(end.getFinishedAt()))
        .reduce(age(), (a, b) -> a.compareTo(b) < 0 ? a : b);
  }

  Duration since(@Nullable String time) {
    var instant = time == null ? null : Times.parse(time);
    return instant == null ? Duration.ZERO : Duration.between(instant, now);
  }
}
