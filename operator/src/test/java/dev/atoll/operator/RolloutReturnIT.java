package dev.atoll.operator;

import static dev.atoll.operator.Digits.longCanary;
import static dev.atoll.operator.Digits.oneWave;
import static dev.atoll.operator.Digits.threeWaves;
import static dev.atoll.operator.RolloutFleet.NAMESPACE;
import static dev.atoll.operator.RolloutFleet.SOON;
import static dev.atoll.operator.RolloutFleet.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import dev.atoll.operator.kube.Conditions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the devices come back to the revision before, and forward again. */
class RolloutReturnIT {
  @RegisterExtension final RolloutFleet fleet = new RolloutFleet();

  private List<String> warnings(ModelRollout rollout) {
    return fleet.client.events().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(e -> rollout.getMetadata().getUid().equals(e.getRegarding().getUid()))
        .filter(e -> "Warning".equals(e.getType()))
        .map(e -> e.getReason())
        .toList();
  }

  @Test
  void slowCandidateIsRolledBackAndQuarantinedUntilRetry() {
    var first = fleet.proveFirst();
    var second = fleet.apply(2, threeWaves());
    assertThat(second).isNotEqualTo(first);
    // known before it is compiled: the name is the hash of what was asked
    fleet.agents.slow.add(second);
    soon(() -> !fleet.rollouts(s -> s.phase() == Phase.Failed).isEmpty());
    soon(() -> fleet.reason("Degraded").equals("Quarantined"));
    var failed = fleet.rollouts(s -> s.phase() == Phase.Failed).getFirst();
    assertThat(Objects.requireNonNull(failed.getStatus()).message()).contains("LatencyAboveTarget");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(warnings(failed)).isNotEmpty().containsOnly("TooManyFailed"));
    assertThat(fleet.assignedTo(first)).isEqualTo(fleet.devices);
    var status = fleet.revisionStatus(second);
    assertThat(Objects.requireNonNull(status.quarantine()).rollout())
        .isEqualTo(failed.getMetadata().getName());
    assertThat(Conditions.isTrue(status.conditions(), "Quarantined")).isTrue();
    assertThat(fleet.status().stableRevision()).isEqualTo(first);

    fleet.agents.slow.clear();
    fleet.retry("1");
    soon(() -> fleet.ready(second));
    assertThat(fleet.revisionStatus(second).quarantine()).isNull();
  }

  @Test
  void pinTakesBackAndUnpinRollsForwardAgain() {
    var first = fleet.proveFirst();
    var second = fleet.apply(2, longCanary());
    soon(() -> !fleet.assignedTo(second).isEmpty());
    fleet.pin(first, longCanary());
    soon(() ->
        !fleet
            .rollouts(s -> "AbortedByUser".equals(s.reason()) && s.phase() == Phase.Failed)
            .isEmpty());
    soon(fleet::ready);
    assertThat(fleet.assignedTo(first)).isEqualTo(fleet.devices);
    assertThat(fleet.revisionStatus(second).quarantine()).isNull();
    fleet.pin("nobody-0123456789", oneWave());
    soon(() -> fleet.reason("Degraded").equals("PinnedRevisionNotFound"));
    fleet.pin(null, oneWave());
    soon(() -> fleet.ready(second));
  }

  @Test
  void nothingMovesWhileTheRevisionToGoBackToIsMissing() {
    var first = fleet.proveFirst();
    var second = fleet.apply(2, longCanary());
    soon(() -> !fleet.assignedTo(second).isEmpty());
    fleet.client.resource(fleet.revision(first)).delete();
    soon(() -> !fleet.rollouts(s -> "StableRevisionMissing".equals(s.reason())).isEmpty());
    soon(() -> fleet.reason("Degraded").equals("StableRevisionMissing"));
    assertThat(fleet.assignedTo(second)).hasSize(1);
    assertThat(fleet.assignedTo(first)).hasSize(5);

    // what the message asks for: the EdgeModel as it was makes the revision again
    fleet.apply(1, longCanary());
    soon(() -> fleet.ready() && fleet.assignedTo(first).equals(fleet.devices));
    assertThat(fleet.rollouts(s -> s.phase() == Phase.Failed)).isNotEmpty();
  }
}
