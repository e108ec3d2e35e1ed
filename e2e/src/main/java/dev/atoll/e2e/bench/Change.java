package dev.atoll.e2e.bench;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.e2e.cluster.AuditEvent;
import dev.atoll.e2e.demo.Observed;
import dev.atoll.e2e.demo.Scene;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One model brought to all devices at once.
 *
 * @param version of the demo's model
 * @param toServing from the revision being Ready, as a watch shows it, to the last device's first
 *     answer with it
 * @param operatorWrites to one EdgeDevice's spec, the most of any device
 * @param agentWrites to one EdgeDevice's status, the most of any device
 */
record Change(String version, Duration toServing, long operatorWrites, long agentWrites) {
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String YAML =
      """
      apiVersion: atoll.dev/v1alpha1
      kind: EdgeModel
      metadata: {name: digits, namespace: vision}
      spec:
        source: {savedModel: {uri: s3://models/digits/%s}}
        calibration: {uri: s3://models/digits/calibration.npz}
        devices: {matchExpressions: [{key: site, operator: Exists}]}
        rollout: {waves: [{name: rest}]}
      """;

  static Change measure(Scene scene, String version) throws Exception {
    var start = Instant.now();
    var stable = scene.observe().stable();
    var ready = new CompletableFuture<Ready>();
    try (var watch = watch(scene, stable, ready);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      scene
          .client()
          .load(
              new java.io.ByteArrayInputStream(
                  YAML.formatted(version).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .serverSideApply();
      var revision = ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      var serving =
          scene.fleet().names().stream()
              .map(d -> executor.submit(() -> firstAnswer(scene, d, revision.name())))
              .toList();
      long last = revision.at();
      for (var moment : serving)
        last = Math.max(last, moment.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      scene.follow("the rollout ends", LIMIT, Observed::ready);
      return new Change(
          version,
          Duration.ofNanos(last - revision.at()),
          most(scene, start, ""),
          most(scene, start, "status"));
    }
  }

  private record Ready(String name, long at) {}

  private static Watch watch(Scene scene, String stable, CompletableFuture<Ready> ready) {
    return scene
        .client()
        .resources(ModelRevision.class)
        .inNamespace(Scene.NAMESPACE)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, ModelRevision revision) {
                var status = revision.getStatus();
                var name = revision.getMetadata().getName();
                if (status != null && status.phase() == Phase.Ready && isNew(action, name))
                  ready.complete(new Ready(name, System.nanoTime()));
              }

              private boolean isNew(Action action, String name) {
                return action == Action.MODIFIED && !name.equals(stable);
              }

              @Override
              public void onClose(WatcherException cause) {
                ready.completeExceptionally(cause);
              }
            });
  }

  private static long firstAnswer(Scene scene, String device, String revision) throws Exception {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      if (scene.devices().servedRevision(device).equals(revision)) return System.nanoTime();
      Thread.sleep(LOOK); // asking without a pause would take the processor from the devices
    }
    throw new IllegalStateException(device + " did not serve " + revision + " within " + LIMIT);
  }

  private static long most(Scene scene, Instant start, String subresource) {
    Map<String, Long> perDevice =
        scene.cluster().auditEvents().stream()
            .filter(e -> e.time().isAfter(start) && e.write() && e.succeeded())
            .filter(e -> e.resource().equals("edgedevices") && e.subresource().equals(subresource))
            .collect(Collectors.groupingBy(AuditEvent::name, Collectors.counting()));
    return perDevice.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
