package dev.atoll.rollout;

/**
 * Devices of one wave by state. Unreachable and deferred devices are those that an open wave could
 * still take; they are in no wave yet.
 */
public record WaveCounts(
    int updating, int soaking, int succeeded, int failed, int lost, int unreachable, int deferred) {
  public static final WaveCounts NONE = new WaveCounts(0, 0, 0, 0, 0, 0, 0);

  /** Devices whose change ended, one way or another. */
  public int ended() {
    return succeeded + failed + lost;
  }

  /** Devices that were assigned in this wave. */
  public int members() {
    return updating + soaking + ended();
  }
}
