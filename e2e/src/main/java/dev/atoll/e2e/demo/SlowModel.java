package dev.atoll.e2e.demo;

import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Accurate, but too slow: the canary goes back by itself and the fleet stays where it is. */
final class SlowModel implements Chapter {
  private static final Duration TARGET = Duration.ofMillis(5);

  @Override
  public String title() {
    return "c. A model that is far too slow: the canary goes back by itself";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    var stable = scene.observe().stable();
    scene.apply("digits-v3.yaml");
    var end =
        scene.follow(
            "the rollout of v3 fails",
            Duration.ofSeconds(240),
            o -> o.rolloutPhase() == ModelRolloutStatus.Phase.Failed && quarantined(o));
    scene.kubectl().run("get modelrollout -n vision -o wide");
    scene.kubectl().run("get edgemodel,modelrevision -n vision");
    var status = Objects.requireNonNull(Objects.requireNonNull(end.rollout()).getStatus());
    scene.check(
        status.message() != null && status.message().contains("LatencyAboveTarget"),
        "the rollout says why: " + status.message());
    measured(scene, end);
    scene.check(end.stable().equals(stable), "stable is still " + stable);
    scene.check(quarantined(end), "the revision is quarantined");
    for (var device : scene.fleet().names()) {
      var answer = scene.devices().ask(device, scene.digits().samples().getFirst(), false);
      if (!answer.revision().equals(stable))
        throw new StoryBroken(device + " serves " + answer.revision());
    }
    scene.check(true, "all six devices serve " + stable);
  }

  /** The device itself said so, before the fleet's rollback reached it. */
  private static void measured(Scene scene, Observed end) {
    var samples =
        Objects.requireNonNull(Objects.requireNonNull(end.rollout()).getStatus()).samples();
    var slow =
        samples == null
            ? Optional.<ModelRolloutStatus.Sample>empty()
            : samples.stream().filter(s -> "LatencyAboveTarget".equals(s.reason())).findFirst();
    scene.check(
        slow.isPresent(),
        "the canary reported " + slow.map(s -> s.device() + ": " + s.message()).orElse("nothing"));
    var p99 =
        Pattern.compile("p99 of one inference is ([0-9.]+)ms")
            .matcher(Objects.requireNonNullElse(slow.orElseThrow().message(), ""));
    scene.check(
        p99.find() && Double.parseDouble(p99.group(1)) >= 10 * TARGET.toMillis(),
        "it measured at least ten times the target of " + TARGET.toMillis() + " ms");
  }

  private static boolean quarantined(Observed observed) {
    var candidate = observed.rollout() == null ? null : observed.rollout().getSpec().to();
    return candidate != null
        && observed.candidate() != null
        && observed.candidate().getMetadata().getName().equals(candidate)
        && observed.candidate().getStatus() != null
        && observed.candidate().getStatus().quarantine() != null;
  }
}
