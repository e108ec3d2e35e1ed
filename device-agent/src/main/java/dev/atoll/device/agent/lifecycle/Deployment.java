package dev.atoll.device.agent.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A revision as it is to be served.
 *
 * @param revision name of the ModelRevision
 * @param repository {@code host:port/name}
 * @param digest of the artifact's manifest, {@code sha256:…}
 * @param latencyTarget bound on the 99th percentile of one inference, null for none
 */
public record Deployment(
    String revision, String repository, String digest, @Nullable Duration latencyTarget) {
  /** True when serving the other one needs no reload: same content, same promises. */
  boolean serves(Deployment other) {
    return digest.equals(other.digest)
        && java.util.Objects.equals(latencyTarget, other.latencyTarget);
  }
}
