package dev.atoll.e2e.bench;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Manifests;
import dev.atoll.e2e.cluster.Toolchain;
import dev.atoll.e2e.fleet.OperatorProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** From {@code kubectl apply} to Ready, for a model whose artifact the registry has already. */
final class CacheHit {
  private static final String NAMESPACE = "vision";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String YAML =
      """
      apiVersion: atoll.dev/v1alpha1
      kind: EdgeModel
      metadata: {name: %s, namespace: vision}
      spec:
        source: {savedModel: {uri: s3://models/mobilenet}%s}
        calibration: {uri: s3://models/calibration.npz, samples: 100%s}
        devices: {matchLabels: {site: nowhere}}
      """;

  private final DevCluster cluster;
  private final Toolchain toolchain;
  private final Path python;

  CacheHit(DevCluster cluster, Toolchain toolchain, Path python) {
    this.cluster = cluster;
    this.toolchain = toolchain;
    this.python = python;
  }

  /**
   * From apply to Ready.
   *
   * @param fetched of models that say where their content is
   * @param pinned of models that also say by digests what it is
   */
  record Times(List<Duration> fetched, List<Duration> pinned) {}

  /** The first model compiles; each further one has the same content under another name. */
  Times measure(int rounds) throws Exception {
    Manifests.install(cluster.client(), toolchain.checkout());
    cluster
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    var operator = new OperatorProcess(cluster, toolchain.checkout(), python);
    operator.start();
    toReady("mobilenet", "", "");
    var inputs = inputs();
    var fetched = new ArrayList<Duration>();
    var pinned = new ArrayList<Duration>();
    for (int round = 0; round < rounds; round++) {
      fetched.add(toReady("mobilenet-" + round, "", ""));
      pinned.add(toReady("pinned-" + round, pin(inputs.source()), pin(inputs.calibration())));
    }
    operator.stop();
    return new Times(fetched, pinned);
  }

  private ModelRevisionStatus.Inputs inputs() {
    var revisions = cluster.client().resources(ModelRevision.class).inNamespace(NAMESPACE).list();
    var status = revisions.getItems().getFirst().getStatus();
    return Objects.requireNonNull(status == null ? null : status.inputs(), "inputs of the first");
  }

  private static String pin(@Nullable String digest) {
    return ", digest: \"" + Objects.requireNonNull(digest) + '"';
  }

  private Duration toReady(String model, String source, String calibration) throws Exception {
    var ready = new CompletableFuture<Long>();
    try (var watch = watch(model, ready)) {
      var start = System.nanoTime();
      cluster
          .client()
          .load(
              new ByteArrayInputStream(
                  YAML.formatted(model, source, calibration).getBytes(StandardCharsets.UTF_8)))
          .serverSideApply();
      return Duration.ofNanos(ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - start);
    }
  }

  private Watch watch(String model, CompletableFuture<Long> ready) {
    return cluster
        .client()
        .resources(ModelRevision.class)
        .inNamespace(NAMESPACE)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, ModelRevision revision) {
                var status = revision.getStatus();
                if (status == null || !revision.getSpec().model().equals(model)) return;
                if (status.phase() == Phase.Ready) ready.complete(System.nanoTime());
                if (status.phase() == Phase.Failed)
                  ready.completeExceptionally(
                      new IllegalStateException(model + " failed: " + status.conditions()));
              }

              @Override
              public void onClose(WatcherException cause) {
                ready.completeExceptionally(cause);
              }
            });
  }
}
