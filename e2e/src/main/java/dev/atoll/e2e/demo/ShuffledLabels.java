package dev.atoll.e2e.demo;

import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.e2e.cluster.AuditEvent;
import java.time.Duration;
import java.util.Objects;

/** A model that learned nothing never reaches a device. */
final class ShuffledLabels implements Chapter {
  @Override
  public String title() {
    return "d. A model that learned nothing: refused before any device hears of it";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    var stable = scene.observe().stable();
    long before = assignments(scene);
    scene.apply("digits-v4.yaml");
    var end =
        scene.follow(
            "the compile of v4 is refused",
            Duration.ofSeconds(120),
            o -> phase(o) == ModelRevisionStatus.Phase.Failed && o.current());
    scene.kubectl().run("get edgemodel,modelrevision -n vision");
    var compiled =
        Objects.requireNonNull(Objects.requireNonNull(end.candidate()).getStatus().conditions())
            .stream()
            .filter(c -> c.getType().equals("Compiled"))
            .findFirst()
            .orElseThrow(() -> new StoryBroken("the revision has no condition Compiled"));
    scene.check(
        compiled.getReason().equals("AccuracyBelowTarget"),
        compiled.getReason() + ": " + compiled.getMessage());
    scene.check(
        compiled.getMessage().matches("(?s).*0\\.\\d+.*0\\.9.*"),
        "the sentence names the accuracy that was found and the one that was asked");
    scene.check(
        assignments(scene) == before && scene.observe().stable().equals(stable),
        "no device was touched: the audit log shows no write to an EdgeDevice's spec");
  }

  private static ModelRevisionStatus.@org.jspecify.annotations.Nullable Phase phase(
      Observed observed) {
    var candidate = observed.candidate();
    return candidate == null || candidate.getStatus() == null
        ? null
        : candidate.getStatus().phase();
  }

  private static long assignments(Scene scene) {
    return scene.cluster().auditEvents().stream()
        .filter(AuditEvent::write)
        .filter(e -> e.resource().equals("edgedevices") && e.subresource().isEmpty())
        .count();
  }
}
