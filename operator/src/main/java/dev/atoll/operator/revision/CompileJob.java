package dev.atoll.operator.revision;

import dev.atoll.api.v1alpha1.ModelRevisionSpec;

/**
 * What to compile and where to push it.
 *
 * @param repository for example {@code registry.example/atoll/vision}
 */
public record CompileJob(
    CompileId id, ModelRevisionSpec spec, String repository, boolean plainHttp) {

  /**
   * Jobs of one lane run one after the other, so that the second of two equal ones finds the
   * first's artifact instead of making it again.
   */
  String lane() {
    return id.namespace() + " " + spec.source();
  }
}
