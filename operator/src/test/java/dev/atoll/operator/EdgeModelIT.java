package dev.atoll.operator;

import static dev.atoll.operator.Digits.threeWaves;
import static dev.atoll.operator.RolloutFleet.NAMESPACE;
import static dev.atoll.operator.RolloutFleet.SOON;
import static dev.atoll.operator.RolloutFleet.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An EdgeModel whose name is taken, and one of which nothing is to be done. */
class EdgeModelIT {
  @RegisterExtension final RolloutFleet fleet = new RolloutFleet();

  @Test
  void nameThatBelongsToSomebodyElseIsToldUntilAPersonFreesIt() {
    var name = fleet.apply(1, threeWaves());
    soon(fleet::ready);
    // what kubectl delete --cascade=orphan leaves; no garbage collector runs here
    fleet
        .client
        .resource(fleet.model())
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    var orphan = fleet.revision(name);
    orphan.getMetadata().setOwnerReferences(List.of());
    fleet.client.resource(orphan).update();
    fleet.apply(1, threeWaves());
    soon(() -> fleet.reason("Degraded").equals("NameTaken"));
    assertThat(fleet.status().phase()).isEqualTo(EdgeModelStatus.Phase.Degraded);
    assertThat(Conditions.find(fleet.status().conditions(), "Ready").orElseThrow().getMessage())
        .contains("kubectl delete modelrevision " + name + " -n " + NAMESPACE);
    fleet.client.resources(ModelRollout.class).inNamespace(NAMESPACE).delete();
    fleet.client.resource(fleet.revision(name)).delete();
    soon(fleet::ready);
  }

  @Test
  void idleMeansNoWriteButLeases() {
    fleet.proveFirst();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(this::versions, before -> before.equals(versions()));
    var before = versions();
    var leases = leaseVersions();
    await()
        .pollDelay(Duration.ofSeconds(5))
        .atMost(SOON)
        .until(() -> !leaseVersions().equals(leases));
    assertThat(versions()).isEqualTo(before);
  }

  private List<String> versions() {
    return Stream.of(EdgeModel.class, ModelRevision.class, ModelRollout.class, EdgeDevice.class)
        .flatMap(kind ->
            versions(fleet.client.resources(kind).inAnyNamespace().list().getItems()).stream())
        .toList();
  }

  private List<String> leaseVersions() {
    return versions(fleet.client.leases().inNamespace("atoll-system").list().getItems());
  }

  private static List<String> versions(List<? extends HasMetadata> objects) {
    return objects.stream().map(o -> o.getMetadata().getResourceVersion()).toList();
  }
}
