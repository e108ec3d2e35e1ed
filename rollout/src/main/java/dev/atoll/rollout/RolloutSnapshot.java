package dev.atoll.rollout;

import java.util.List;

/**
 * Everything a plan is made from.
 *
 * @param progress as stored; {@link Progress#initial} for a new rollout
 * @param devices in any order
 * @param gates facts about the gates of all waves; empty when there are none
 */
public record RolloutSnapshot(
    RolloutSpec spec,
    Progress progress,
    Wish wish,
    List<DeviceView> devices,
    List<GateFact> gates) {
  public RolloutSnapshot {
    if (progress.waves().size() != spec.waves().size())
      throw new IllegalArgumentException(
          "the status of rollout "
              + spec.id()
              + " has "
              + progress.waves().size()
              + " waves, its spec "
              + spec.waves().size()
              + "; start from Progress.initial");
    devices = List.copyOf(devices);
    gates = List.copyOf(gates);
  }
}
