package dev.atoll.operator.revision.known;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Compiled;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** Finds among the revisions what a compile would make once more. Pure. */
final class KnownArtifacts {
  private KnownArtifacts() {}

  /** What a revision of the same namespace and repository has already. */
  static Optional<Compiled> find(CompileJob job, Collection<ModelRevision> revisions) {
    var asked = PinnedContent.asked(job.spec());
    if (asked.isEmpty()) return Optional.empty();
    return revisions.stream()
        .filter(r -> job.id().namespace().equals(r.getMetadata().getNamespace()))
        .filter(r -> PinnedContent.made(r).equals(asked))
        .flatMap(r -> result(r).stream())
        .filter(made -> made.artifact().repository().equals(job.repository()))
        .findFirst();
  }

  private static Optional<Compiled> result(ModelRevision revision) {
    var status = Objects.requireNonNull(revision.getStatus());
    if (status.artifact() == null || status.artifactKey() == null || status.variants() == null)
      return Optional.empty();
    return Optional.of(
        new Compiled(
            status.artifact(),
            status.artifactKey(),
            Objects.requireNonNull(status.inputs()),
            true,
            status.variants(),
            status.accuracy(),
            status.toolchain()));
  }
}
