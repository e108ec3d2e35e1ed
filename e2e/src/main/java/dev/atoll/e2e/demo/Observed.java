package dev.atoll.e2e.demo;

import dev.atoll.api.v1alpha1.DeviceCounts;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.WaveStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model as the API server shows it at one moment: the EdgeModel, the revision that it wants,
 * and the newest rollout of that revision.
 */
public record Observed(
    @Nullable EdgeModel model, @Nullable ModelRevision candidate, @Nullable ModelRollout rollout) {

  static Observed of(KubernetesClient client, String namespace, String name) {
    var model = client.resources(EdgeModel.class).inNamespace(namespace).withName(name).get();
    var revision =
        model == null || model.getStatus() == null ? null : revisionOf(model.getStatus());
    var candidate =
        revision == null
            ? null
            : client.resources(ModelRevision.class).inNamespace(namespace).withName(revision).get();
    var rollout = model == null || model.getStatus() == null ? null : model.getStatus().rollout();
    return new Observed(
        model,
        candidate,
        rollout == null
            ? null
            : client.resources(ModelRollout.class).inNamespace(namespace).withName(rollout).get());
  }

  private static @Nullable String revisionOf(EdgeModelStatus status) {
    return status.candidateRevision() != null
        ? status.candidateRevision()
        : status.stableRevision();
  }

  /** Whether the operator has seen the newest spec. */
  boolean current() {
    return model != null
        && model.getStatus() != null
        && Objects.equals(
            model.getStatus().observedGeneration(), model.getMetadata().getGeneration());
  }

  @Nullable EdgeModelStatus status() {
    return model == null ? null : model.getStatus();
  }

  public String stable() {
    var status = status();
    return status == null || status.stableRevision() == null ? "" : status.stableRevision();
  }

  @Nullable DeviceCounts devices() {
    return status() == null ? null : Objects.requireNonNull(status()).devices();
  }

  public boolean ready() {
    return current()
        && condition("Ready").map(c -> c.getStatus().equals("True")).findFirst().orElse(false);
  }

  Stream<Condition> condition(String type) {
    var status = status();
    return status == null || status.conditions() == null
        ? Stream.of()
        : status.conditions().stream().filter(c -> c.getType().equals(type));
  }

  ModelRolloutStatus.@Nullable Phase rolloutPhase() {
    return rollout == null || rollout.getStatus() == null ? null : rollout.getStatus().phase();
  }

  List<WaveStatus> waves() {
    return rollout == null || rollout.getStatus() == null || rollout.getStatus().waves() == null
        ? List.of()
        : rollout.getStatus().waves();
  }

  /** All reasons that stand anywhere in the model, the revision and the rollout. */
  List<String> reasons() {
    var reasons = new ArrayList<String>();
    var status = status();
    if (status != null && status.conditions() != null)
      status.conditions().forEach(c -> reasons.add(c.getReason()));
    if (candidate != null
        && candidate.getStatus() != null
        && candidate.getStatus().conditions() != null)
      candidate.getStatus().conditions().forEach(c -> reasons.add(c.getReason()));
    if (rollout != null && rollout.getStatus() != null) {
      if (rollout.getStatus().reason() != null) reasons.add(rollout.getStatus().reason());
      waves().stream().map(WaveStatus::reason).filter(Objects::nonNull).forEach(reasons::add);
    }
    return reasons;
  }

  /** One line for each thing that a person would watch; lines change as the story goes on. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    if (candidate != null && candidate.getStatus() != null)
      lines.add(compile(candidate.getStatus()));
    if (rollout != null) {
      for (var wave : waves()) if (wave.phase() != null) lines.add("wave " + describe(wave));
      var phase = rolloutPhase();
      if (phase != null) lines.add("rollout " + rollout.getMetadata().getName() + " " + phase);
    }
    return lines;
  }

  private String compile(ModelRevisionStatus status) {
    var name = Objects.requireNonNull(candidate).getMetadata().getName();
    var stage = status.stage() == null ? "" : " (" + status.stage() + ")";
    return "revision " + name + " " + status.phase() + stage;
  }

  private static String describe(WaveStatus wave) {
    var text = new StringBuilder(wave.name()).append(' ').append(wave.phase());
    if (wave.target() != null)
      text.append(", ")
          .append(wave.succeeded())
          .append(" of ")
          .append(wave.target())
          .append(" succeeded");
    if (wave.updating() > 0) text.append(", ").append(wave.updating()).append(" updating");
    if (wave.soaking() > 0) text.append(", ").append(wave.soaking()).append(" soaking");
    if (wave.failed() > 0) text.append(", ").append(wave.failed()).append(" failed");
    if (wave.lost() > 0) text.append(", ").append(wave.lost()).append(" lost");
    if (wave.unreachable() > 0) text.append(", ").append(wave.unreachable()).append(" unreachable");
    if (wave.reason() != null) text.append(": ").append(wave.reason());
    return text.toString();
  }
}
