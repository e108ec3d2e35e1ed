package dev.atoll.operator;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.DeviceSelector;
import dev.atoll.api.v1alpha1.EdgeModelSpec;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.Wave;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions of one model for all devices, and the waves in which they roll out. */
final class Digits {
  private Digits() {}

  static EdgeModelSpec version(int version, List<Wave> waves) {
    var source = new Source.SavedModel("s3://models/digits/" + version, null, null);
    return spec(Source.of(source), waves, null, null);
  }

  static EdgeModelSpec spec(
      Source source, List<Wave> waves, @Nullable String pinned, @Nullable String retry) {
    return TestSpec.of(source)
        .calibration(new Calibration("s3://models/calibration.npz", null))
        .waves(waves)
        .pinned(pinned)
        .retry(retry)
        .build();
  }

  static Wave wave(String name, @Nullable Integer size, @Nullable String site, String soak) {
    return new Wave(
        name,
        size == null ? null : new IntOrString(size),
        site == null ? null : new DeviceSelector(Map.of("site", site), null),
        null,
        soak,
        null,
        null,
        null);
  }

  static List<Wave> oneWave() {
    return List.of(wave("all", null, null, "0s"));
  }

  /** Of which the first takes one device. */
  static List<Wave> threeWaves() {
    return List.of(
        wave("canary", 1, null, "1s"),
        wave("harbour", null, "harbour", "0s"),
        wave("rest", null, null, "0s"));
  }

  /** Stays at its first device for as long as any test takes. */
  static List<Wave> longCanary() {
    return List.of(wave("canary", 1, null, "60s"), wave("rest", null, null, "0s"));
  }
}
