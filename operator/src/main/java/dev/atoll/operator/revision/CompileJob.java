package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevisionSpec;

/**
 * What to compile and where to push it.
 *
 * @param repository for example {@code registry.example/atoll/vision}
 * @param lookup whether an artifact that the registry has already will do
 */
public record CompileJob(
    CompileId id, ModelRevisionSpec spec, String repository, boolean plainHttp, boolean lookup) {

  public CompileJob(CompileId id, ModelRevisionSpec spec, String repository, boolean plainHttp) {
    this(id, spec, repository, plainHttp, true);
  }

  /** The same, made anew whatever the registry has. */
  public CompileJob withoutLookup() {
    return new CompileJob(id, spec, repository, plainHttp, false);
  }

  /**
   * Jobs of one lane run one after the other, so that the second of two equal ones finds the
   * first's artifact instead of making it again.
   */
  String lane() {
    return id.namespace() + " " + spec.source();
  }
}
