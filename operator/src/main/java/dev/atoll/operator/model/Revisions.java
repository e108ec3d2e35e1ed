package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.operator.device.Entries;
import dev.atoll.rollout.Revision;
import dev.atoll.rollout.Wish;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions about ModelRevisions. */
public final class Revisions {
  private Revisions() {}

  /** What a device can be given; empty while there is no artifact. */
  public static Optional<Revision> planned(ModelRevision revision) {
    var status = revision.getStatus();
    if (status == null || status.artifact() == null) return Optional.empty();
    return Optional.of(
        Entries.revision(
            revision.getMetadata().getName(), status.artifact(), revision.getSpec().serving()));
  }

  /** Kinds of devices for which the artifact holds a variant. */
  public static Set<String> variants(ModelRevision revision) {
    var status = revision.getStatus();
    if (status == null || status.variants() == null) return Set.of();
    return status.variants().stream()
        .map(ModelRevisionStatus.Variant::kind)
        .collect(Collectors.toUnmodifiableSet());
  }

  static ModelRevisionStatus.Phase phase(ModelRevision revision) {
    var status = revision.getStatus();
    return status == null || status.phase() == null
        ? ModelRevisionStatus.Phase.Pending
        : status.phase();
  }

  static boolean ready(ModelRevision revision) {
    return phase(revision) == ModelRevisionStatus.Phase.Ready && planned(revision).isPresent();
  }

  /** The name of the revision that the EdgeModel wants: pinned, or what its source asks for. */
  static String wanted(EdgeModel model) {
    var pinned = pinned(model);
    return pinned != null ? pinned : RevisionNames.name(model);
  }

  static @Nullable String pinned(EdgeModel model) {
    var pinned = model.getSpec().pinnedRevision();
    return pinned == null || pinned.isEmpty() ? null : pinned;
  }

  static boolean paused(EdgeModel model) {
    return Boolean.TRUE.equals(model.getSpec().paused());
  }

  /** Whether the quarantine that stands on the revision counts: a new retry ends it. */
  static boolean quarantined(ModelRevision revision, EdgeModel model) {
    var status = revision.getStatus();
    var quarantine = status == null ? null : status.quarantine();
    return quarantine != null && Objects.equals(quarantine.retry(), model.getSpec().retry());
  }

  /**
   * What the EdgeModel wants of a rollout that is running. A revision that cannot be rolled out
   * does not end the run.
   */
  public static Wish wish(EdgeModel model, List<ModelRevision> revisions, ModelRollout running) {
    var wanted = wanted(model);
    boolean usable =
        revisions.stream()
            .filter(r -> r.getMetadata().getName().equals(wanted))
            .anyMatch(r -> ready(r) && !quarantined(r, model));
    return new Wish(usable ? wanted : running.getSpec().to(), paused(model));
  }
}
