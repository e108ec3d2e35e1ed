package dev.atoll.e2e.demo;

import java.time.Duration;
import java.util.List;

/** Canary, then one site, then the rest, under a steady stream of requests. */
final class BetterModel implements Chapter {
  @Override
  public String title() {
    return "b. A better model: canary, one site, the rest, while clients go on asking";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    var before = scene.observe().stable();
    var body = java.nio.file.Files.readAllBytes(scene.digits().samples().getFirst().request());
    try (var stream =
        new SteadyStream(scene.fleet().inferEndpoints(Scene.NAMESPACE + "." + Scene.MODEL), body)) {
      scene.apply("digits-v2.yaml");
      scene.follow("the canary wave opens", Duration.ofSeconds(180), o -> wave(o, "canary"));
      scene.kubectl().run("get modelrollout,edgedevice -n vision");
      var done =
          scene.follow(
              "digits v2 is Ready",
              Duration.ofSeconds(180),
              o -> o.ready() && !o.stable().equals(before));
      stream.close();
      scene.kubectl().run("get edgemodel,modelrevision,modelrollout -n vision");
      scene.check(
          done.waves().stream()
              .map(w -> w.name() + " " + w.succeeded())
              .toList()
              .equals(List.of("canary 1", "harbour " + inHarbour(done), "rest " + inRest(done))),
          "waves passed in order: canary, harbour, rest; all six devices succeeded");
      scene.check(stream.failed() == 0, stream.summary() + stream.failures());
      scene.check(
          stream.revisions().keySet().containsAll(List.of(before, done.stable()))
              && stream.revisions().size() == 2,
          "every answer said which revision gave it: " + before + " or " + done.stable());
    }
  }

  private static boolean wave(Observed observed, String name) {
    return observed.waves().stream()
        .anyMatch(
            w -> w.name().equals(name) && w.target() != null && w.updating() + w.soaking() > 0);
  }

  /** The canary is any of the six, so the site has three or two left. */
  private static int inHarbour(Observed done) {
    int succeeded = done.waves().get(1).succeeded();
    if (succeeded != 2 && succeeded != 3)
      throw new StoryBroken("the wave harbour has " + succeeded + " successes instead of 2 or 3");
    return succeeded;
  }

  private static int inRest(Observed done) {
    return 6 - 1 - inHarbour(done);
  }
}
