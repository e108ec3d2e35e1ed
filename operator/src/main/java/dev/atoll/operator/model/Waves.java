package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.DeviceSelector;
import dev.atoll.api.v1alpha1.Durations;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.Wave;
import dev.atoll.rollout.Amount;
import dev.atoll.rollout.LabelSelector;
import dev.atoll.rollout.OnFailure;
import dev.atoll.rollout.WaveSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The strategy in the planner's words, with the defaults of what nobody wrote. */
public final class Waves {
  private static final String CANARY_SOAK = "5m";

  private static final Amount STEADY = new Amount.Percent(5);

  private Waves() {}

  /** What a model without a strategy gets: one canary with a soak, then the rest. */
  private static List<Wave> defaults() {
    return List.of(
        new Wave(
            "canary",
            new IntOrString(1),
            null,
            null,
            CANARY_SOAK,
            1,
            new IntOrString(0),
            Wave.OnFailure.Rollback),
        new Wave("rest", null, null, null, "0s", 1, new IntOrString("5%"), Wave.OnFailure.Pause));
  }

  /** The strategy of the model, or the default. */
  static List<Wave> of(EdgeModel model) {
    var rollout = model.getSpec().rollout();
    return rollout == null || rollout.waves() == null || rollout.waves().isEmpty()
        ? defaults()
        : rollout.waves();
  }

  /**
   * The waves for the planner.
   *
   * @throws IllegalArgumentException for what the API server should have refused
   */
  public static List<WaveSpec> planned(List<Wave> waves) {
    var specs = new ArrayList<WaveSpec>();
    for (var wave : waves) specs.add(wave(wave, specs.size() == waves.size() - 1));
    return specs;
  }

  private static WaveSpec wave(Wave wave, boolean last) {
    return new WaveSpec(
        wave.name(),
        wave.size() == null ? null : amount(wave.size()),
        selector(wave.selector()),
        wave.maxConcurrent(),
        Durations.parse(wave.soak(), Duration.ZERO),
        wave.minSucceeded() == null ? 1 : wave.minSucceeded(),
        wave.maxFailed() == null ? Amount.NONE : amount(wave.maxFailed()),
        last ? WaveSpec.MAX_LOST_LAST : WaveSpec.MAX_LOST,
        onFailure(wave.onFailure()));
  }

  /** A selector that asks for nothing is none: the planner knows that one by identity. */
  private static LabelSelector selector(@Nullable DeviceSelector selector) {
    if (selector == null || selector.equals(new DeviceSelector(null, null)))
      return LabelSelector.ANY;
    return (Map<String, String> labels) -> selector.matches(labels);
  }

  /** What a fleet between rollouts loses before it stops: as the last wave says. */
  static Amount maxFailed(Wave last) {
    return last.maxFailed() == null ? STEADY : amount(last.maxFailed());
  }

  /** A count or a share. */
  static Amount amount(IntOrString amount) {
    return amount.getStrVal() != null
        ? Amount.parse(amount.getStrVal())
        : new Amount.Count(amount.getIntVal() == null ? 0 : amount.getIntVal());
  }

  private static OnFailure onFailure(Wave.@Nullable OnFailure asked) {
    return switch (asked == null ? Wave.OnFailure.Rollback : asked) {
      case Rollback -> OnFailure.ROLLBACK;
      case Pause -> OnFailure.PAUSE;
      case Continue -> OnFailure.CONTINUE;
    };
  }
}
