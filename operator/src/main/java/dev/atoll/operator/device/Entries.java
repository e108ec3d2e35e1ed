package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.Durations;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.api.v1alpha1.Serving.LatencyTarget;
import dev.atoll.operator.kube.Times;
import dev.atoll.rollout.Activation;
import dev.atoll.rollout.ArtifactRef;
import dev.atoll.rollout.Entry;
import dev.atoll.rollout.Revision;
import dev.atoll.rollout.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entry of an EdgeDevice, in the API's words and in the planner's. */
public final class Entries {
  private Entries() {}

  /**
   * @param modelUid of the EdgeModel that the plan is for: an entry of a former one of the same
   *     name is judged by its content alone, because its rollout's name may be used again
   */
  static Entry read(ModelAssignment entry, String modelUid) {
    var active = entry.active();
    boolean ours = entry.modelUid() == null || entry.modelUid().equals(modelUid);
    return new Entry(
        entry.attempt(),
        new Activation(
            revision(active.revision(), active.artifact(), active.serving()),
            ours ? active.rollout() : null,
            ours ? active.wave() : null,
            Objects.requireNonNullElse(Times.parse(active.assignedAt()), Instant.EPOCH),
            Durations.parse(active.soak(), Duration.ZERO)),
        entry.fallback() == null
            ? null
            : revision(
                entry.fallback().revision(),
                entry.fallback().artifact(),
                entry.fallback().serving()));
  }

  /** The entry as it is applied. */
  public static ModelAssignment write(String key, String modelUid, Entry entry) {
    var active = entry.active();
    var fallback = entry.fallback();
    return new ModelAssignment(
        key,
        modelUid,
        entry.attempt(),
        new ModelAssignment.Active(
            active.revision().name(),
            artifact(active.revision()),
            serving(active.revision().serving()),
            active.rollout(),
            active.wave(),
            active.assignedAt().toString(),
            Durations.format(active.soak())),
        fallback == null
            ? null
            : new ModelAssignment.Fallback(
                fallback.name(), artifact(fallback), serving(fallback.serving())));
  }

  /** A revision in the planner's words. */
  public static Revision revision(
      String name, Artifact artifact, dev.atoll.api.v1alpha1.@Nullable Serving serving) {
    var target = serving == null ? null : serving.latencyTarget();
    return new Revision(
        name,
        new ArtifactRef(artifact.repository(), artifact.digest()),
        target == null
            ? Serving.DEFAULT
            : new Serving(Durations.parse(target.p99(), Duration.ZERO)));
  }

  private static Artifact artifact(Revision revision) {
    return new Artifact(revision.artifact().repository(), revision.artifact().digest());
  }

  private static dev.atoll.api.v1alpha1.@Nullable Serving serving(Serving serving) {
    var p99 = serving.latencyTargetP99();
    return p99 == null
        ? null
        : new dev.atoll.api.v1alpha1.Serving(new LatencyTarget(Durations.format(p99)));
  }
}
