package dev.atoll.rollout.simulation;

import static dev.atoll.rollout.simulation.Behaviour.GOOD;
import static dev.atoll.rollout.simulation.Behaviour.HANGS;
import static dev.atoll.rollout.simulation.Behaviour.KILLS_NODE;
import static dev.atoll.rollout.simulation.Behaviour.LOAD_FAILED;
import static dev.atoll.rollout.simulation.Behaviour.TOO_SLOW;

import dev.atoll.rollout.Amount;
import dev.atoll.rollout.LabelSelector;
import dev.atoll.rollout.OnFailure;
import dev.atoll.rollout.WaveSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stories whose logs are committed: the shortest way to see how a rollout behaves. */
final class NamedScenarios {
  private static final WaveSpec CANARY =
      wave("canary", new Amount.Count(1), LabelSelector.ANY, null, 20, OnFailure.ROLLBACK);
  private static final WaveSpec REST = wave("rest", null, LabelSelector.ANY, 2, 0, OnFailure.PAUSE);
  private static final WaveSpec AT_ONCE =
      wave("rest", null, LabelSelector.ANY, null, 0, OnFailure.ROLLBACK);

  private NamedScenarios() {}

  static List<Scenario> all() {
    return List.of(
        story("first-rollout", 6, null, List.of(AT_ONCE), Map.of()),
        story("canary-site-rest", 6, "digits-1", List.of(CANARY, site(), REST), Map.of()),
        story("canary-too-slow", 6, "digits-1", List.of(CANARY, REST), Map.of("*", TOO_SLOW)),
        story(
            "canary-fails-in-a-first-rollout",
            3,
            null,
            List.of(CANARY, REST),
            Map.of("*", LOAD_FAILED)),
        story(
            "canary-switched-off-and-back",
            4,
            "digits-1",
            List.of(only("n3"), REST),
            Map.of("*", GOOD),
            new Fault.Down(1, "n3", 90)),
        story(
            "silent-device-catches-up",
            5,
            "digits-1",
            List.of(CANARY, REST),
            Map.of(),
            new Fault.Down(1, "n5", 150)),
        story("activation-hangs", 4, "digits-1", List.of(only("n2"), REST), Map.of("n2", HANGS)),
        story(
            "canary-takes-its-device-down",
            4,
            "digits-1",
            List.of(CANARY, REST),
            Map.of("*", KILLS_NODE),
            new Fault.PinStable(200)),
        story(
            "one-of-the-rest-fails-and-the-run-waits-for-a-person",
            4,
            "digits-1",
            List.of(only("n1"), REST),
            Map.of("n4", LOAD_FAILED),
            new Fault.PinStable(120)),
        story(
            "newer-revision-in-the-middle",
            4,
            "digits-1",
            List.of(CANARY, REST),
            Map.of(),
            new Fault.Want(15, "digits-3")),
        story(
            "newer-revision-waits-for-the-rollback",
            4,
            "digits-1",
            List.of(AT_ONCE),
            Map.of("n2", TOO_SLOW),
            new Fault.Offline(14, "n3", 20),
            new Fault.Want(15, "digits-3")),
        story(
            "paused-and-resumed",
            4,
            "digits-1",
            List.of(CANARY, REST),
            Map.of(),
            new Fault.Pause(4, 60)),
        story(
            "aborted-by-a-pin",
            4,
            "digits-1",
            List.of(CANARY, REST),
            Map.of(),
            new Fault.PinStable(20)),
        story(
            "operator-dies-between-two-writes",
            4,
            "digits-1",
            List.of(AT_ONCE),
            Map.of(),
            new Fault.OperatorDies(1, 3)),
        story(
            "leaver-newcomer-and-new-disk",
            4,
            "digits-1",
            List.of(CANARY, REST),
            Map.of(),
            new Fault.Leave(5, "n1", 60),
            new Fault.Join(8, "n5"),
            new Fault.Reimage(70, "n2")));
  }

  private static Scenario story(
      String title,
      int devices,
      @Nullable String stable,
      List<WaveSpec> waves,
      Map<String, Behaviour> candidate,
      Fault... faults) {
    var behaviours = new TreeMap<String, Behaviour>();
    candidate.forEach((device, behaviour) -> behaviours.put(device + "/digits-2", behaviour));
    return new Scenario(title, 7, devices, stable, "digits-2", waves, behaviours, List.of(faults));
  }

  private static WaveSpec site() {
    return wave(
        "hill", null, labels -> "hill".equals(labels.get("site")), 2, 0, OnFailure.ROLLBACK);
  }

  private static WaveSpec only(String device) {
    return wave(
        "canary",
        new Amount.Count(1),
        labels -> device.equals(labels.get("name")),
        null,
        20,
        OnFailure.ROLLBACK);
  }

  private static WaveSpec wave(
      String name,
      @Nullable Amount size,
      LabelSelector selector,
      @Nullable Integer maxConcurrent,
      int soak,
      OnFailure onFailure) {
    return new WaveSpec(
        name,
        size,
        selector,
        maxConcurrent,
        Duration.ofSeconds(soak),
        1,
        Amount.NONE,
        Amount.NONE,
        onFailure);
  }
}
