package dev.atoll.rollout.simulation;

import dev.atoll.rollout.ArtifactRef;
import dev.atoll.rollout.Revision;
import dev.atoll.rollout.Serving;
import dev.atoll.rollout.WaveSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A story: a fleet, a strategy, what revisions do where, and what happens.
 *
 * @param stable what the fleet serves at the start, or nothing
 * @param wanted what the EdgeModel asks for from the start
 * @param behaviours by {@code device/revision}; {@code *} stands for every device
 */
record Scenario(
    String title,
    long seed,
    int devices,
    @Nullable String stable,
    String wanted,
    List<WaveSpec> waves,
    Map<String, Behaviour> behaviours,
    List<Fault> faults) {

  /** A revision is its name and a digest made from it. */
  static Revision revision(String name) {
    return new Revision(
        name, new ArtifactRef("registry.test/vision", "sha256:" + name), Serving.DEFAULT);
  }

  Behaviour behaviour(String device, String revision) {
    var everywhere = behaviours.getOrDefault("*/" + revision, Behaviour.GOOD);
    return behaviours.getOrDefault(device + "/" + revision, everywhere);
  }

  Scenario without(int fault) {
    var fewer = new ArrayList<>(faults);
    fewer.remove(fault);
    return new Scenario(title, seed, devices, stable, wanted, waves, behaviours, fewer);
  }

  Scenario withoutBehaviour(String key) {
    var fewer = new java.util.TreeMap<>(behaviours);
    fewer.remove(key);
    return new Scenario(title, seed, devices, stable, wanted, waves, fewer, faults);
  }

  /** What a person needs to run it again. */
  String describe() {
    var text = new StringBuilder(title + " (seed " + seed + ")\n");
    text.append("  %d devices, from %s to %s%n".formatted(devices, stable, wanted));
    waves.forEach(w ->
        text.append("  ").append(w.toString().replaceAll("dev.*Lambda[^,]*", "…")).append('\n'));
    behaviours.forEach((k, v) -> text.append("  ").append(k).append(": ").append(v).append('\n'));
    faults.forEach(f -> text.append("  ").append(f).append('\n'));
    return text.toString();
  }
}
