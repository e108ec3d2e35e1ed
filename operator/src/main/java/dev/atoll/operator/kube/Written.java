package dev.atoll.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads our own writes: tells when a cached object is older than what we wrote. The event that
 * brings the newer one is on its way, so the caller stops and waits for it. Forgetting all of this
 * (a restart) is harmless, because caches start with fresh lists.
 */
public final class Written {
  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  /** Notes what the API server answered to a write. */
  public void note(HasMetadata answer) {
    var version = version(answer);
    if (version >= 0) versions.merge(answer.getMetadata().getUid(), version, Math::max);
  }

  /** Whether a newer version of it is known to exist. */
  public boolean outdated(HasMetadata cached) {
    var uid = cached.getMetadata().getUid();
    var written = versions.get(uid);
    if (written == null || version(cached) < 0) return false;
    if (version(cached) < written) return true;
    versions.remove(uid, written);
    return false;
  }

  private static long version(HasMetadata object) {
    try {
      return Long.parseLong(object.getMetadata().getResourceVersion());
    } catch (NumberFormatException e) {
      return -1; // another datastore's notation: every write is fenced by it anyway
    }
  }
}
