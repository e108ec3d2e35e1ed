package dev.atoll.operator.revision.job;

import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.revision.CompileReason;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** What keeps a compile from going on. Pure. */
sealed interface Hindrance {
  /** Nothing. */
  record None() implements Hindrance {}

  /**
   * Something that may pass.
   *
   * @param stage what to show as the stage
   */
  record Passing(String stage, String sentence) implements Hindrance {}

  /** Something that has been in the way for too long. */
  record Lasting(CompileReason reason, String sentence) implements Hindrance {}

  /** Kubelet's names for an image that cannot be had. */
  Set<String> IMAGE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /** Kubelet's names for a container that cannot be made or begun. */
  Set<String> CONTAINER = Set.of("CreateContainerError", "RunContainerError");

  String MISSING = "CreateContainerConfigError";
  int LONGEST = 500;

  static Hindrance of(JobView view, Patience patience) {
    if (view.pod() == null)
      return judged(
          view.age(),
          patience.start(),
          CompileReason.CompileNotStarted,
          "the cluster makes no pod of Job "
              + view.job().getMetadata().getName()
              + ": kubectl describe job says why (a quota, a limit or an admission policy)");
    var unplaced = view.podCondition("PodScheduled", "False");
    if (unplaced.isPresent() && "Unschedulable".equals(unplaced.get().getReason()))
      return judged(
          view.since(unplaced.get().getLastTransitionTime()),
          patience.node(),
          CompileReason.CompileUnschedulable,
          "no node takes the compile ("
              + shown(unplaced.get().getMessage())
              + "): add an amd64 node that is no device, or lower atoll.compile.job.memory");
    for (var container : view.containers()) {
      var waiting = container.getState() == null ? null : container.getState().getWaiting();
      if (waiting == null || waiting.getReason() == null) continue;
      var found = waiting(view, patience, waiting, container.getImage());
      if (!(found instanceof None)) return found;
    }
    return new None();
  }

  private static Hindrance waiting(
      JobView view, Patience patience, ContainerStateWaiting waiting, String image) {
    var why = shown(waiting.getMessage());
    // A later stage's turn comes when those before it ended, which may be long after the start.
    if (IMAGE.contains(waiting.getReason()))
      return judged(
          view.idle(),
          patience.image(),
          CompileReason.ImagePullFailed,
          "image "
              + image
              + " cannot be pulled ("
              + why
              + "): check atoll.compile.job.image, and the Secret for it in this namespace");
    if (waiting.getReason().equals(MISSING))
      return judged(
          view.idle(),
          patience.start(),
          CompileReason.CredentialsMissing,
          why
              + ": make the Secret in this namespace; that of a source needs the key allowed-hosts,"
              + " a comma-separated list of the hosts that it may be sent to");
    if (CONTAINER.contains(waiting.getReason()))
      return judged(
          view.idle(),
          patience.start(),
          CompileReason.CompileNotStarted,
          "a container of the compile cannot be started: " + why);
    return new None();
  }

  private static Hindrance judged(
      Duration lasted, Duration patience, CompileReason reason, String sentence) {
    if (lasted.compareTo(patience) > 0) return new Lasting(reason, sentence);
    return reason == CompileReason.CompileNotStarted && lasted.compareTo(patience.dividedBy(4)) < 0
        ? new None() // a pod is made a moment after its Job
        : new Passing(stage(reason), sentence);
  }

  private static String stage(CompileReason reason) {
    return switch (reason) {
      case ImagePullFailed -> "pulling image";
      case CompileUnschedulable -> "unschedulable";
      case CredentialsMissing -> "credentials missing";
      default -> JobStates.STARTING;
    };
  }

  private static String shown(String message) {
    return Conditions.bounded(Objects.requireNonNullElse(message, "no reason given"), LONGEST);
  }
}
