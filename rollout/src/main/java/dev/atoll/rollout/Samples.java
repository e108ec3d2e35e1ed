package dev.atoll.rollout;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses the devices that are worth a look. */
final class Samples {
  private static final List<String> WORST_FIRST =
      List.of("Failed", "Lost", "Deferred", "Unreachable", "Incompatible");

  private Samples() {}

  /** The sample of a device in this state, when there is something to say about it. */
  static Optional<DeviceSample> of(String device, DeviceState state) {
    var why =
        switch (state) {
          case DeviceState.Failed failed -> failed.why();
          case DeviceState.Lost lost -> lost.why();
          case DeviceState.Deferred deferred -> deferred.why();
          case DeviceState.Unreachable unreachable -> unreachable.why();
          case DeviceState.Incompatible incompatible -> incompatible.why();
          case DeviceState.Pending p -> null;
          case DeviceState.Updating u -> null;
          case DeviceState.Soaking s -> null;
          case DeviceState.Succeeded s -> null;
        };
    return Optional.ofNullable(why).map(reason -> new DeviceSample(device, state.label(), reason));
  }

  static List<DeviceSample> of(List<RolloutDevice> devices) {
    return worst(devices.stream().flatMap(d -> of(d.name(), d.state()).stream()));
  }

  /** The newer word about a device replaces the older one. */
  static List<DeviceSample> merge(List<DeviceSample> newer, List<DeviceSample> older) {
    var byDevice = new LinkedHashMap<String, DeviceSample>();
    older.forEach(s -> byDevice.put(s.device(), s));
    newer.forEach(s -> byDevice.put(s.device(), s));
    return worst(byDevice.values().stream());
  }

  static List<DeviceSample> worst(Stream<DeviceSample> samples) {
    return samples
        .sorted(
            Comparator.<DeviceSample>comparingInt(s -> WORST_FIRST.indexOf(s.state()))
                .thenComparing(DeviceSample::device))
        .limit(Progress.MAX_SAMPLES)
        .toList();
  }
}
