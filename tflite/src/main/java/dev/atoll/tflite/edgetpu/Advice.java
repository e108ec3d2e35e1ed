package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.edgetpu.Placement.Placed;
import java.util.List;
import java.util.Optional;

/** Puts a placement into words. */
final class Advice {
  private Advice() {}

  static OperatorPlacement placement(Placed placed, List<Placed> all) {
    Optional<Unmet> unmet = placed.unmet();
    PlacementReason reason;
    String advice;
    if (unmet.isPresent()) {
      reason = unmet.get().reason();
      advice = own(placed, unmet.get());
    } else if (placed.blocker() >= 0) {
      reason = PlacementReason.AfterCpuOperator;
      Placed blocker = all.get(placed.blocker());
      advice = behind(blocker, blocker.unmet().orElseThrow());
    } else {
      reason = PlacementReason.Mapped;
      advice = "";
    }
    var operator = placed.node().operator();
    return new OperatorPlacement(
        operator.index(), operator.name(), operator.version(), placed.place(), reason, advice);
  }

  private static String own(Placed placed, Unmet unmet) {
    String after = placed.holdsBack() > 0 ? ": everything after it runs on the CPU" : "";
    return "%s %s%s; %s"
        .formatted(
            Shown.name(placed.node().operator().name()), unmet.problem(), after, unmet.remedy());
  }

  private static String behind(Placed blocker, Unmet unmet) {
    return "it could run on the Edge TPU but needs the result of %s, which %s; change that one: %s"
        .formatted(blocker.node().title(), unmet.problem(), unmet.remedy());
  }
}
