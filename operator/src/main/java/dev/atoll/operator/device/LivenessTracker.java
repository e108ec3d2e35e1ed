package dev.atoll.operator.device;

import dev.atoll.rollout.Liveness;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is reachable, from the leases. Only a change between fresh and stale, or another holder, is
 * news; a renewal is not.
 */
final class LivenessTracker {
  /** A lease cannot make a device count as alive for longer than this after its last renewal. */
  static final Duration LONGEST = Duration.ofHours(1);

  private final Map<String, Liveness> known = new HashMap<>();
  private final Set<String> stale = new HashSet<>();
  private Instant blindUntil = Instant.MIN;

  /**
   * Takes in a lease, or that there is none any more.
   *
   * @param now when it was seen; a renewal cannot lie after that, whatever the lease says
   * @return whether that is news about the device
   */
  synchronized boolean seen(String device, @Nullable Lease lease, Instant now) {
    var before = known.get(device);
    boolean wasFresh = before != null && !stale.contains(device);
    var after = lease == null ? null : read(lease, now);
    boolean isFresh = after != null && now.isBefore(after.until());
    if (after == null) known.remove(device);
    else known.put(device, after);
    if (after != null && !isFresh) stale.add(device);
    else stale.remove(device);
    return wasFresh != isFresh || (isFresh && !Objects.equals(holder(before), holder(after)));
  }

  private static @Nullable String holder(@Nullable Liveness liveness) {
    return liveness == null ? null : liveness.storeId();
  }

  private static @Nullable Liveness read(Lease lease, Instant now) {
    var spec = lease.getSpec();
    if (spec == null || spec.getRenewTime() == null || spec.getLeaseDurationSeconds() == null)
      return null;
    var renewed = spec.getRenewTime().toInstant();
    var valid = Duration.ofSeconds(Math.max(0, spec.getLeaseDurationSeconds()));
    return new Liveness(
        spec.getHolderIdentity(),
        renewed.isAfter(now) ? now : renewed,
        valid.compareTo(LONGEST) > 0 ? LONGEST : valid);
  }

  /**
   * Nothing was heard until now, of no device: then silence is ours. Whoever was fresh gets its
   * whole time again.
   */
  synchronized void blind(Instant now) {
    blindUntil = now;
  }

  private Liveness judged(String device, Liveness known) {
    boolean spared = !stale.contains(device) && known.lastSeen().isBefore(blindUntil);
    return spared ? new Liveness(known.storeId(), blindUntil, known.validFor()) : known;
  }

  /** The devices that went stale since the last call. */
  synchronized List<String> expire(Instant now) {
    var expired = new ArrayList<String>();
    known.forEach((device, liveness) -> {
      if (!now.isBefore(judged(device, liveness).until()) && stale.add(device)) expired.add(device);
    });
    return expired;
  }

  /** When the next device goes stale unless it renews; empty when none is fresh. */
  synchronized Optional<Instant> nextDeadline() {
    return known.entrySet().stream()
        .filter(e -> !stale.contains(e.getKey()))
        .map(e -> judged(e.getKey(), e.getValue()).until())
        .min(Instant::compareTo);
  }

  synchronized @Nullable Liveness of(String device) {
    var liveness = known.get(device);
    return liveness == null ? null : judged(device, liveness);
  }
}
