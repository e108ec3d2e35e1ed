package dev.atoll.operator;

import static dev.atoll.operator.Digits.oneWave;
import static dev.atoll.operator.Digits.threeWaves;
import static dev.atoll.operator.Digits.wave;
import static dev.atoll.operator.RolloutFleet.SOON;
import static dev.atoll.operator.RolloutFleet.phase;
import static dev.atoll.operator.RolloutFleet.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a revision reaches all devices, whatever happens to the operator or to some of them. */
class RolloutWavesIT {
  @RegisterExtension final RolloutFleet fleet = new RolloutFleet();

  @Test
  void firstModelReachesAllDevicesWaveByWaveWithOneWriteEach() {
    var name = fleet.apply(1, threeWaves());
    soon(fleet::ready);
    assertThat(fleet.rollouts())
        .singleElement()
        .satisfies(r -> {
          assertThat(phase(r)).isEqualTo(Phase.Succeeded);
          assertThat(r.getSpec().from()).isNull();
        });
    var status = fleet.status();
    assertThat(status.stableRevision()).isEqualTo(name);
    assertThat(status.phase()).isEqualTo(EdgeModelStatus.Phase.Healthy);
    assertThat(fleet.counts().healthy()).isEqualTo(6);
    for (var d : fleet.devices) {
      assertThat(fleet.assigned(d)).isEqualTo(name);
      // generation 1 is the creation; each write to the spec adds one
      assertThat(fleet.device(d).getMetadata().getGeneration()).as(d).isEqualTo(2);
      assertThat(fleet.agents.writes(d)).as(d).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void withoutASoakAllDevicesAreAssignedInOneWave() {
    fleet.proveFirst();
    var name = fleet.apply(2, oneWave());
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(SOON)
        .until(() -> fleet.assignedTo(name).equals(fleet.devices));
    soon(fleet::ready);
  }

  @Test
  void restartInTheMiddleOfARolloutChangesNothing() {
    var first = fleet.proveFirst();
    var second = fleet.apply(2, threeWaves());
    soon(() -> !fleet.assignedTo(second).isEmpty());
    fleet.stopOperator();
    assertThat(fleet.assignedTo(second)).hasSize(1);
    fleet.startOperator();
    soon(() -> fleet.ready(second));
    assertThat(first).isNotEqualTo(second);
    assertThat(fleet.rollouts())
        .hasSize(2)
        .allSatisfy(r -> assertThat(phase(r)).isEqualTo(Phase.Succeeded));
    for (var d : fleet.devices)
      assertThat(fleet.device(d).getMetadata().getGeneration()).as(d).isEqualTo(3);
    assertThat(fleet.compiles.started).hasSize(2);
  }

  @Test
  void rolloutWaitsForItsCanaryAndGoesOnWithoutASilentDevice() {
    fleet.proveFirst();
    fleet.agents.stop("hill-3");
    soon(() -> fleet.counts().unreachable() == 1);
    var second = fleet.apply(2, threeWaves());
    soon(() -> fleet.ready(second));
    assertThat(fleet.assigned("hill-3")).isNotEqualTo(second);
    fleet.agents.start("hill-3");
    soon(() -> fleet.assigned("hill-3").equals(second) && fleet.counts().updated() == 6);

    for (int i = 1; i <= 3; i++) fleet.agents.stop("harbour-" + i);
    soon(() -> fleet.counts().unreachable() == 3);
    var third =
        fleet.apply(3, List.of(wave("canary", 1, "harbour", "0s"), wave("rest", null, null, "0s")));
    soon(() -> fleet.reason("Progressing").equals("WaitingForDevices"));
    assertThat(fleet.assignedTo(third)).isEmpty();
    fleet.agents.start("harbour-2");
    soon(() -> third.equals(fleet.status().stableRevision()));
  }
}
