package dev.atoll.rollout;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One device, as far as one model is concerned. A snapshot holds every device that the model's
 * selector selects and every device that has an entry for the model.
 *
 * @param name of the EdgeDevice
 * @param uid decides the order of the devices within a wave
 * @param labels of the Node
 * @param selected whether the model's selector selects it (and it is not being deleted)
 * @param liveness its lease; {@code null}: it has none and counts as unreachable
 * @param deferred why it may not change now (cordoned, on hold), or {@code null}
 * @param incompatible why the candidate cannot run on it, or {@code null}
 * @param entry what is assigned to it
 * @param report what it last said
 */
public record DeviceView(
    String name,
    String uid,
    Map<String, String> labels,
    boolean selected,
    @Nullable Liveness liveness,
    @Nullable Reason deferred,
    @Nullable Reason incompatible,
    @Nullable Entry entry,
    @Nullable Report report) {

  /** No device was ever assigned so often; a report that says so must not use up the numbers. */
  private static final long CREDIBLE = 1L << 40;

  public DeviceView {
    labels = Map.copyOf(labels);
  }

  /** Whether the lease is fresh. */
  public boolean reachable(Instant now) {
    return liveness != null && now.isBefore(liveness.until());
  }

  /** Whether the device gave a sign of life after that moment. */
  boolean seenAfter(Instant moment) {
    return liveness != null && liveness.lastSeen().isAfter(moment);
  }

  /**
   * The report, when it speaks of the very entry that stands on the device and comes from the store
   * that the device has now; otherwise {@code null}. Anything else is stale, foreign or replayed.
   */
  public @Nullable Report validReport() {
    if (entry == null || report == null || report.attempt() != entry.attempt()) return null;
    if (!report.revision().equals(entry.active().revision().name())) return null;
    return fromAnotherStore(report) ? null : report;
  }

  private boolean fromAnotherStore(Report said) {
    var current = liveness == null ? null : liveness.storeId();
    return current != null && said.storeId() != null && !current.equals(said.storeId());
  }

  /** The attempt that the next entry carries: higher than any that was seen here. */
  public long nextAttempt() {
    long assigned = entry == null ? 0 : entry.attempt();
    long reported = report == null || report.attempt() > CREDIBLE ? 0 : report.attempt();
    return Math.max(assigned, reported) + 1;
  }
}
