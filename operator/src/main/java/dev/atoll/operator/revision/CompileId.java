package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which compile.
 *
 * @param uid of the ModelRevision: one that was deleted and made again is another
 * @param attempt which run for it; it follows from the stored status, so that an operator that was
 *     restarted calls the run by the same name
 */
public record CompileId(String namespace, String revision, String uid, String attempt) {
  /** Of the run that the stored status speaks of. */
  public static CompileId of(ModelRevision revision) {
    return of(revision, revision.getStatus());
  }

  static CompileId of(ModelRevision revision, @Nullable ModelRevisionStatus status) {
    var metadata = revision.getMetadata();
    return new CompileId(
        metadata.getNamespace(), metadata.getName(), metadata.getUid(), attempt(status));
  }

  private static String attempt(@Nullable ModelRevisionStatus status) {
    int tries = status == null || status.tries() == null ? 1 : Math.max(1, status.tries());
    return status == null || status.retry() == null ? "" + tries : tries + " of " + status.retry();
  }
}
