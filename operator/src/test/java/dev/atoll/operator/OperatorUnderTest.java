package dev.atoll.operator;

import dev.atoll.operator.device.Assigner;
import dev.atoll.operator.device.DeviceReconciler;
import dev.atoll.operator.device.DeviceSettings;
import dev.atoll.operator.device.Fleet;
import dev.atoll.operator.kube.ApiEvents;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.model.ModelReconciler;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.RegistrySettings;
import dev.atoll.operator.revision.RetryPolicy;
import dev.atoll.operator.revision.RevisionReconciler;
import dev.atoll.operator.rollout.RolloutReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The operator's parts, wired as in production but without Quarkus; may be started again. */
final class OperatorUnderTest implements AutoCloseable {
  private final KubernetesClient client;
  private final Fleet fleet;
  private final Caches caches;
  private final Operator operator;
  private final ApiEvents events;

  OperatorUnderTest(KubernetesClient client, CompileBackend compiles) {
    this.client = client;
    var clock = Clock.systemUTC();
    caches = new Caches(client, "atoll-system", new Caches.ZooName("atoll-system", "atoll-zoo"));
    fleet = new Fleet(caches, clock);
    events = new ApiEvents(client, clock);
    operator =
        new Operator(o ->
            o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(2)));
    operator.register(new DeviceReconciler(client, caches, new DeviceSettings(List.of("site"))));
    operator.register(
        new RevisionReconciler(
            client,
            caches,
            compiles,
            new RegistrySettings("registry.example/atoll", false),
            new RetryPolicy(3, Duration.ofMillis(50), Duration.ofMillis(200)),
            events,
            clock));
    var assigner = new Assigner(client);
    operator.register(new ModelReconciler(client, caches, fleet, assigner, clock));
    operator.register(new RolloutReconciler(client, caches, fleet, assigner, events, clock));
    fleet.start();
    operator.start();
  }

  @Override
  public void close() {
    operator.stop();
    events.close();
    fleet.close();
    caches.close();
    client.close();
  }
}
