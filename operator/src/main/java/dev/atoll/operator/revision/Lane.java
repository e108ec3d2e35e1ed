package dev.atoll.operator.revision;

import org.jspecify.annotations.Nullable;

/**
 * What is known before a compile about what it will make. Two that may turn out equal run one after
 * the other, so that the second finds the first's artifact instead of making it again.
 *
 * @param digest of the source's content, when the user pinned it
 */
public record Lane(String namespace, @Nullable String digest) {

  /**
   * Whether both may have the same artifact key. That covers content and no URIs, so only digests
   * tell sources apart; artifacts are shared within a namespace.
   */
  public boolean mayEqual(Lane other) {
    return namespace.equals(other.namespace)
        && (digest == null || other.digest == null || digest.equals(other.digest));
  }
}
