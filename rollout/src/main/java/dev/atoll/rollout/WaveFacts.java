package dev.atoll.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One wave and everything that decides about it.
 *
 * @param number from 0
 * @param members devices that were assigned in it
 * @param left compatible devices of its selector that are in no wave, reachable or not
 * @param matching how many compatible devices its selector finds at all
 * @param updatedEarlier how many of those succeeded in other waves
 */
record WaveFacts(
    int number,
    boolean last,
    WaveSpec spec,
    List<RolloutDevice> members,
    List<RolloutDevice> left,
    int matching,
    int updatedEarlier,
    List<GateFact> gates) {

  static WaveFacts of(RolloutSnapshot snapshot, RolloutFleet fleet, int number) {
    var wave = snapshot.spec().waves().get(number);
    var found =
        fleet.devices().stream()
            .filter(d -> wave.selector().matches(d.view().labels()))
            .filter(d -> !(d.state() instanceof DeviceState.Incompatible))
            .toList();
    return new WaveFacts(
        number,
        snapshot.spec().isLast(number),
        wave,
        fleet.devices().stream().filter(d -> d.memberOf(number)).toList(),
        found.stream().filter(d -> d.wave() == null).toList(),
        found.size(),
        (int)
            found.stream()
                .filter(d -> d.wave() != null && !d.memberOf(number))
                .filter(d -> d.state() instanceof DeviceState.Succeeded)
                .count(),
        snapshot.gates().stream().filter(g -> g.wave() == number).toList());
  }

  /**
   * How many devices the wave takes if it opens now. It may have members already: an operator that
   * stopped between the assignments and the status has forgotten that it opened the wave.
   */
  int targetNow() {
    int available = members.size() + left.size();
    var size = spec.size();
    return last || size == null ? available : Math.min(size.asSize(matching), available);
  }

  /** The wave's own devices, and those that it could still take. */
  WaveCounts counts() {
    return new WaveCounts(
        count(members, DeviceState.Updating.class),
        count(members, DeviceState.Soaking.class),
        count(members, DeviceState.Succeeded.class),
        count(members, DeviceState.Failed.class),
        count(members, DeviceState.Lost.class),
        count(left, DeviceState.Unreachable.class) + count(members, DeviceState.Unreachable.class),
        count(left, DeviceState.Deferred.class) + count(members, DeviceState.Deferred.class));
  }

  /** The wave's own devices alone. */
  WaveCounts memberCounts() {
    var all = counts();
    return new WaveCounts(
        all.updating(), all.soaking(), all.succeeded(), all.failed(), all.lost(), 0, 0);
  }

  /** The same wave after these devices of {@code left} were assigned in it. */
  WaveFacts started(List<RolloutDevice> devices, Instant until) {
    var joined = new ArrayList<>(members);
    devices.forEach(
        d -> joined.add(new RolloutDevice(d.view(), new DeviceState.Updating(until), number)));
    var rest = left.stream().filter(d -> !devices.contains(d)).toList();
    return new WaveFacts(
        number, last, spec, List.copyOf(joined), rest, matching, updatedEarlier, gates);
  }

  List<RolloutDevice> members(Predicate<DeviceState> which) {
    return members.stream().filter(d -> which.test(d.state())).toList();
  }

  @Nullable Instant soakUntil() {
    return members.stream()
        .map(d -> d.state() instanceof DeviceState.Soaking s ? s.until() : null)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  String subject() {
    return "wave " + spec.name();
  }

  private static int count(List<RolloutDevice> devices, Class<? extends DeviceState> state) {
    return (int) devices.stream().filter(d -> state.isInstance(d.state())).count();
  }
}
