package dev.atoll.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run from a revision to another, with the strategy as it was when the run began. The last wave
 * always takes every device that is left: {@link WaveSpec#rest()} is added when the last one that
 * was asked for has a size or a selector.
 *
 * @param id stands in every assignment of the run and is never used by another run; it also decides
 *     the order of the devices
 * @param from the revision that was proven in the fleet last; {@code null} for a first rollout
 * @param to the candidate
 * @param activationDeadline how long a device may take from the start of its activation, and how
 *     long it may stay silent after an assignment it must have seen
 * @param downloadTimeout how long a device may take from the assignment to the start of its
 *     activation before it no longer holds up its wave
 */
public record RolloutSpec(
    String id,
    @Nullable Revision from,
    Revision to,
    List<WaveSpec> waves,
    Duration activationDeadline,
    Duration downloadTimeout) {
  public static final Duration ACTIVATION_DEADLINE = Duration.ofMinutes(10);
  public static final Duration DOWNLOAD_TIMEOUT = Duration.ofHours(6);

  public RolloutSpec {
    if (waves.isEmpty()) throw new IllegalArgumentException("a rollout has at least one wave");
    var last = waves.getLast();
    var all = new ArrayList<>(waves);
    if (last.size() != null || last.selector() != LabelSelector.ANY) all.add(WaveSpec.rest());
    waves = List.copyOf(all);
  }

  /** With the usual deadlines. */
  public RolloutSpec(String id, @Nullable Revision from, Revision to, List<WaveSpec> waves) {
    this(id, from, to, waves, ACTIVATION_DEADLINE, DOWNLOAD_TIMEOUT);
  }

  boolean isLast(int wave) {
    return wave == waves.size() - 1;
  }
}
