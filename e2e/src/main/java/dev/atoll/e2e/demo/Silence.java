package dev.atoll.e2e.demo;

import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Devices, an agent and the operator fall silent; nothing passes on silence and nothing is lost.
 */
final class Silence implements Chapter {
  private static final String CANARY = "harbour-1";
  private static final String ASLEEP = "hill-3";
  private static final Duration ROLLOUT = Duration.ofSeconds(240);

  @Override
  public String title() {
    return "e. Silence: devices that are off, an agent and the operator killed";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    waitsForItsCanary(scene);
    goesOnWithoutOneAndSurvivesKills(scene);
    catchesUp(scene);
  }

  private static void waitsForItsCanary(Scene scene) throws Exception {
    scene.narrator().say("The only device with role=canary is switched off: " + CANARY + ".");
    scene.fleet().stop(CANARY);
    scene.apply("digits-v5.yaml");
    scene.follow(
        "the rollout of v5 waits",
        Duration.ofSeconds(180),
        o -> o.reasons().contains("WaitingForDevices"));
    scene.kubectl().run("get edgemodel,modelrollout -n vision -o wide");
    scene.never(
        "the canary wave passes without its device",
        Duration.ofSeconds(8),
        o -> o.waves().stream().anyMatch(w -> w.phase() == ModelRolloutStatus.WavePhase.Passed));
    scene.check(true, "WaitingForDevices: 8 s later nothing has passed on silence");
    scene.narrator().say(CANARY + " is switched on again.");
    scene.fleet().start(CANARY);
    var done = scene.follow("v5 is Ready", ROLLOUT, o -> succeeded(o) && o.ready());
    scene.check(
        done.waves().getFirst().succeeded() == 1,
        "the rollout went on when " + CANARY + " was back");
  }

  private static void goesOnWithoutOneAndSurvivesKills(Scene scene) throws Exception {
    scene.narrator().say("A device of the last wave is switched off: " + ASLEEP + ".");
    scene.fleet().stop(ASLEEP);
    scene.follow(
        ASLEEP + " is Unreachable",
        Duration.ofSeconds(60),
        o -> o.devices() != null && Objects.requireNonNull(o.devices()).unreachable() == 1);
    var before = scene.observe().stable();
    scene.apply("digits-v6.yaml");
    var soaking =
        scene.follow(
            "a canary soaks",
            Duration.ofSeconds(180),
            o -> soaking(o, "canary") || soaking(o, "harbour"));
    var victim = deviceOf(scene, soaking);
    scene.narrator().say("kill -9 of the agent on " + victim + ", in the middle of its soak.");
    scene.fleet().kill(victim);
    scene.fleet().start(victim);
    scene.follow("the wave harbour is open", ROLLOUT, o -> open(o, "harbour"));
    scene.narrator().say("kill -9 of the operator, in the middle of the rollout.");
    scene.operator().kill();
    scene.operator().start();
    var done =
        scene.follow(
            "v6 succeeded", ROLLOUT, o -> succeeded(o) && !o.stable().equals(before) && o.ready());
    scene.kubectl().run("get edgemodel,modelrollout -n vision -o wide");
    scene.check(
        done.waves().stream().mapToInt(ModelRolloutStatus.WaveStatus::succeeded).sum() == 5,
        "v6 reached five devices without waiting for " + ASLEEP);
    scene.check(
        Objects.requireNonNull(done.devices()).unreachable() == 1,
        ASLEEP + " is counted as Unreachable");
    scene.check(
        scene
            .devices()
            .ask(victim, scene.digits().samples().getFirst(), false)
            .revision()
            .equals(done.stable()),
        "the killed agent on " + victim + " recovered and serves " + done.stable());
    scene.check(true, "the killed operator came back and carried the rollout to its end");
  }

  private static void catchesUp(Scene scene) throws Exception {
    var stable = scene.observe().stable();
    scene.narrator().say(ASLEEP + " is switched on again.");
    scene.fleet().start(ASLEEP);
    scene.follow(
        ASLEEP + " catches up",
        Duration.ofSeconds(60),
        o ->
            Objects.requireNonNull(o.devices()).updated() == 6
                && Objects.requireNonNull(o.devices()).healthy() == 6
                && o.ready());
    scene.kubectl().run("get edgemodel,edgedevice -n vision");
    scene.check(
        scene
            .devices()
            .ask(ASLEEP, scene.digits().samples().getFirst(), false)
            .revision()
            .equals(stable),
        ASLEEP + " caught up with " + stable);
  }

  private static boolean succeeded(Observed observed) {
    return observed.rolloutPhase() == ModelRolloutStatus.Phase.Succeeded && observed.current();
  }

  private static boolean soaking(Observed observed, String wave) {
    return observed.rolloutPhase() == ModelRolloutStatus.Phase.Progressing
        && observed.waves().stream().anyMatch(w -> w.name().equals(wave) && w.soaking() > 0);
  }

  private static boolean open(Observed observed, String wave) {
    return observed.waves().stream()
        .anyMatch(w -> w.name().equals(wave) && w.phase() == ModelRolloutStatus.WavePhase.Open);
  }

  /** The device that soaks the candidate now. */
  private static String deviceOf(Scene scene, Observed soaking) {
    var candidate = Objects.requireNonNull(soaking.rollout()).getSpec().to();
    return scene.fleet().names().stream()
        .filter(n -> !n.equals(ASLEEP))
        .filter(n ->
            scene
                .devices()
                .object(n)
                .flatMap(d -> Optional.ofNullable(d.getSpec().models()))
                .stream()
                .flatMap(java.util.List::stream)
                .anyMatch(m -> m.active().revision().equals(candidate)))
        .findFirst()
        .orElseThrow(() -> new StoryBroken("no device has " + candidate));
  }
}
