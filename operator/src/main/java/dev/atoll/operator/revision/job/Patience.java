package dev.atoll.operator.revision.job;

import java.time.Duration;

/**
 * How long something may be in the way before a compile counts as failed. Much of it passes by
 * itself: a registry comes back, nodes are added, a Secret is applied a moment later.
 *
 * @param image that cannot be pulled
 * @param node that takes the pod
 * @param start of a pod, or of a container, that the cluster does not make
 */
public record Patience(Duration image, Duration node, Duration start) {
  static final Patience DEFAULT =
      new Patience(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(1));

  public Patience {
    if (image.isNegative() || node.isNegative() || start.isNegative())
      throw new IllegalArgumentException(
          "atoll.compile.job.patience holds a negative duration: give 0s or more");
  }
}
