package dev.atoll.operator.revision.job;

import static dev.atoll.operator.revision.CompileReason.CompileEvicted;
import static dev.atoll.operator.revision.CompileReason.CompileKilled;
import static dev.atoll.operator.revision.CompileReason.CompileNotStarted;
import static dev.atoll.operator.revision.CompileReason.CompileOutOfDisk;
import static dev.atoll.operator.revision.CompileReason.CompileOutOfMemory;
import static dev.atoll.operator.revision.CompileReason.CompileTimeout;
import static dev.atoll.operator.revision.CompileReason.CompilerCrashed;

import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.revision.CompileReason;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileResult.Refused;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart how a Job fails, by what Kubernetes 1.34 says of it. All of it may go better another
 * time. Pure.
 */
record JobFailures(JobSettings settings) {
  private static final Pattern DISK =
      Pattern.compile("(?i).*(emptydir|ephemeral[- ]storage|storage limit).*", Pattern.DOTALL);
  private static final int SIGNALS = 128;
  private static final int SIGKILL = SIGNALS + 9;
  private static final int SIGTERM = SIGNALS + 15;
  private static final int LONGEST = 500;

  /** The most telling of what is known; empty when nothing failed, or it is not yet known how. */
  Optional<Refused> of(JobView view) {
    var failed = view.failed();
    if (failed.filter(c -> "DeadlineExceeded".equals(c.getReason())).isPresent())
      return refused(CompileTimeout, timeout());
    if (view.ending() && failed.isEmpty()) return Optional.empty();
    return evicted(view)
        .or(() -> outOfMemory(view))
        .or(() -> disrupted(view))
        .or(() -> exited(view))
        .or(() ->
            failed.isPresent()
                ? refused(CompileKilled, "the pod of the compile was deleted before it ended")
                : Optional.empty());
  }

  private String timeout() {
    return "the compile was ended after "
        + settings.timeout().toSeconds()
        + " s: take fewer calibration samples, or raise atoll.compile.timeout";
  }

  /** By kubelet, which says what ran short. */
  private static Optional<Refused> evicted(JobView view) {
    var status = view.pod() == null ? null : view.pod().getStatus();
    if (status == null || !"Evicted".equals(status.getReason())) return Optional.empty();
    var why = shown(status.getMessage());
    return DISK.matcher(why).matches() && !why.contains("node was low")
        ? refused(
            CompileOutOfDisk,
            "the compile needed more disk than it may ("
                + why
                + "): raise atoll.compile.job.work-size, or take a smaller model or less data")
        : refused(CompileEvicted, evictedFor(why));
  }

  private static String evictedFor(String why) {
    return "the cluster ended the compile to make room: " + why;
  }

  /** A killed child counts too: the container's own process may have lived on. */
  Optional<Refused> outOfMemory(JobView view) {
    for (var container : view.containers()) {
      var end = end(container);
      if (end != null && "OOMKilled".equals(end.getReason()))
        return refused(
            CompileOutOfMemory,
            "stage "
                + container.getName()
                + " needed more memory than its limit of "
                + limit(view, container.getName())
                + ": raise atoll.compile.job.memory, or take a smaller model or fewer samples");
    }
    return Optional.empty();
  }

  private static String limit(JobView view, String container) {
    return view.pod() == null
        ? "unknown size"
        : java.util.stream.Stream.concat(
                view.pod().getSpec().getInitContainers().stream(),
                view.pod().getSpec().getContainers().stream())
            .filter(c -> c.getName().equals(container) && c.getResources() != null)
            .map(c -> String.valueOf(c.getResources().getLimits().get("memory")))
            .findFirst()
            .orElse("unknown size");
  }

  /** Drained, preempted, on a node that went away: the pod or, when it is gone, the Job says so. */
  private static Optional<Refused> disrupted(JobView view) {
    var target = view.podCondition("DisruptionTarget", "True");
    if (target.isPresent())
      return refused(
          CompileEvicted,
          evictedFor(target.get().getReason() + ", " + shown(target.get().getMessage())));
    return view.failed()
        .filter(c -> "PodFailurePolicy".equals(c.getReason()))
        .flatMap(c -> refused(CompileEvicted, evictedFor(shown(c.getMessage()))));
  }

  private static Optional<Refused> exited(JobView view) {
    for (var container : view.containers()) {
      var end = end(container);
      if (end == null || end.getExitCode() == 0) continue;
      return exited(container.getName(), end);
    }
    return Optional.empty();
  }

  private static Optional<Refused> exited(String stage, ContainerStateTerminated end) {
    if ("StartError".equals(end.getReason()) || "ContainerCannotRun".equals(end.getReason()))
      return refused(
          CompileNotStarted, "stage " + stage + " cannot be started: " + shown(end.getMessage()));
    int code = end.getExitCode();
    if (code == SIGKILL || code == SIGTERM)
      return refused(
          CompileKilled,
          "stage "
              + stage
              + " was killed from outside (signal "
              + (code - SIGNALS)
              + "): look at the node it ran on");
    return refused(
        CompilerCrashed,
        "stage " + stage + " ended with exit code " + code + ": kubectl logs of its pod says why");
  }

  /** A Job that ended well and said nothing. */
  CompileResult withoutResult() {
    return new Refused(
        CompilerCrashed.name(), "the compile ended without a result, or its pod is gone", true);
  }

  /** A stage named an artifact that it cannot have made. */
  CompileResult impostor(String stage) {
    return new Refused(
        CompileReason.InternalError.name(),
        "stage " + stage + " named an artifact, which only lookup and publish may: not believed",
        false);
  }

  private static @Nullable ContainerStateTerminated end(ContainerStatus container) {
    return container.getState() == null ? null : container.getState().getTerminated();
  }

  private static Optional<Refused> refused(CompileReason reason, String message) {
    return Optional.of(new Refused(reason.name(), message, true));
  }

  private static String shown(@Nullable String message) {
    return Conditions.bounded(Objects.requireNonNullElse(message, "no reason given"), LONGEST);
  }
}
