package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import java.time.Instant;

/**
 * What to compile and where to push it.
 *
 * @param repository for example {@code registry.example/atoll/vision}
 * @param asked since when the revision exists: who asked first is served first
 * @param lookup whether an artifact that the registry has already will do
 */
public record CompileJob(
    CompileId id,
    ModelRevisionSpec spec,
    String repository,
    boolean plainHttp,
    Instant asked,
    boolean lookup) {

  public CompileJob(
      CompileId id, ModelRevisionSpec spec, String repository, boolean plainHttp, Instant asked) {
    this(id, spec, repository, plainHttp, asked, true);
  }

  /** The same, made anew whatever the registry has. */
  public CompileJob withoutLookup() {
    return new CompileJob(id, spec, repository, plainHttp, asked, false);
  }

  public Lane lane() {
    return new Lane(id.namespace(), spec.source().digest());
  }
}
