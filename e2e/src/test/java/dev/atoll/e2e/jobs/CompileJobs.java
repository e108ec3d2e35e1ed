package dev.atoll.e2e.jobs;

import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.e2e.cluster.ClusterException;
import dev.atoll.e2e.cluster.ClusterException.Reason;
import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Manifests;
import dev.atoll.e2e.cluster.Toolchain;
import dev.atoll.e2e.cluster.WorkerNode;
import dev.atoll.e2e.fleet.OperatorProcess;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A cluster with a real node, models in its store, and the operator with its Job backend. */
final class CompileJobs implements AutoCloseable {
  static final String NAMESPACE = "vision";
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BUCKET = "models";

  private final Toolchain toolchain;
  private final DevCluster cluster;
  private final WorkerNode node;
  private final String image;
  private final Map<String, Set<String>> stages = new ConcurrentHashMap<>();
  private final Map<String, Set<Condition>> failures = new ConcurrentHashMap<>();
  private @Nullable OperatorProcess operator;

  private CompileJobs(Toolchain toolchain, DevCluster cluster, WorkerNode node, String image) {
    this.toolchain = toolchain;
    this.cluster = cluster;
    this.node = node;
    this.image = image;
  }

  /** Starts it; skips the test where a real node cannot be. */
  static CompileJobs start(Path folder) throws Exception {
    var toolchain = Toolchain.ofWorkingDirectory();
    DevCluster cluster = null;
    try {
      WorkerNode.requireRoot();
      toolchain.nodePackages();
      var images = List.of(toolchain.image("pause"), toolchain.image("compiler"));
      cluster = DevCluster.start(folder.resolve("cluster"), toolchain);
      var node = cluster.startNode(toolchain, images);
      var jobs = new CompileJobs(toolchain, cluster, node, WorkerNode.reference(images.getLast()));
      jobs.fill(folder.resolve("models"));
      return jobs;
    } catch (ClusterException e) {
      if (cluster != null) cluster.close();
      Assumptions.assumeFalse(
          e.reason() == Reason.NodeImpossible || e.reason() == Reason.ProgramMissing,
          "no real node here: " + e.getMessage());
      throw e;
    }
  }

  private void fill(Path models) throws Exception {
    Manifests.install(client(), toolchain.checkout());
    client().resources(ModelRevision.class).inNamespace(NAMESPACE).inform(new StageWatch());
    client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    secret();
    upload(models);
    await()
        .atMost(PATIENCE)
        .until(() ->
            client().serviceAccounts().inNamespace(NAMESPACE).withName("default").get() != null);
  }

  private void secret() {
    var store = cluster.s3();
    client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("store")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withStringData(
                    Map.of(
                        "accessKeyId", store.accessKey(),
                        "secretAccessKey", store.secretKey(),
                        "allowed-hosts", node.machine()))
                .build())
        .create();
  }

  /** Tiny models and their data, and all of it once more below copy/. */
  private void upload(Path models) throws IOException, InterruptedException {
    Files.createDirectories(models);
    var script = toolchain.checkout().resolve("compiler/src/test/python/models.py");
    var builder =
        new ProcessBuilder(toolchain.python().toString(), script.toString(), models.toString());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    var log = models.resolveSibling("models.log");
    var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) throw new IOException("no models: " + Files.readString(log));
    for (var prefix : List.of("", "copy/")) cluster.s3().upload(BUCKET, prefix, models);
  }

  /** As {@code kubectl get mrev -w} shows them. */
  private final class StageWatch implements ResourceEventHandler<ModelRevision> {
    @Override
    public void onAdd(ModelRevision added) {
      var status = added.getStatus();
      if (status == null) return;
      var model = added.getSpec().model();
      if (status.stage() != null) of(stages, model).add(status.stage());
      if (status.conditions() == null) return;
      status.conditions().stream()
          .filter(c -> c.getType().equals("Compiled") && c.getStatus().equals("False"))
          .forEach(of(failures, model)::add);
    }

    private static <T> Set<T> of(Map<String, Set<T>> map, String model) {
      return map.computeIfAbsent(model, m -> ConcurrentHashMap.newKeySet());
    }

    @Override
    public void onUpdate(ModelRevision before, ModelRevision after) {
      onAdd(after);
    }

    @Override
    public void onDelete(ModelRevision gone, boolean finalStateUnknown) {}
  }

  /** All stages that a model's compiles ever showed. */
  Set<String> stages(String model) {
    return Set.copyOf(stages.getOrDefault(model, Set.of()));
  }

  KubernetesClient client() {
    return cluster.client();
  }

  Toolchain toolchain() {
    return toolchain;
  }

  /** Waits for a pod of a model, other than these, in which a container runs. */
  Pod running(String model, String container, Pod... others) {
    var before = Stream.of(others).map(p -> p.getMetadata().getUid()).toList();
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                pods(model).stream()
                    .filter(p -> !before.contains(p.getMetadata().getUid()))
                    .filter(p -> runs(p, container))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean runs(Pod pod, String container) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .anyMatch(c -> c.getName().equals(container) && c.getState().getRunning() != null);
  }

  /** Of the compiler, as a pod names it. */
  String image() {
    return image;
  }

  WorkerNode node() {
    return node;
  }

  DevCluster cluster() {
    return cluster;
  }

  /** Replaces the operator by one with other settings. */
  void operator(Map<String, String> settings) {
    stopOperator();
    operator =
        OperatorProcess.withJobs(cluster, toolchain.checkout(), node.machine(), image, settings);
    operator.start();
  }

  void stopOperator() {
    if (operator != null) operator.stop();
    operator = null;
  }

  /**
   * Applies an EdgeModel that no device runs.
   *
   * @param prefix of its files in the store; empty, or {@code copy/}: the same elsewhere
   * @param samples for the calibration: another number is another artifact
   */
  void apply(String name, String prefix, int samples) {
    apply(
        name,
        """
          source: {savedModel: {uri: "s3://models/%s1"}, credentialsSecretRef: {name: store}}
          calibration: {uri: "s3://models/%scalibration.npz", samples: %d}
          evaluation: {uri: "s3://models/%sevaluation.npz", minimum: "0.90"}
        """
            .formatted(prefix, prefix, samples, prefix));
  }

  /**
   * One whose calibration data holds outliers: only a second way to quantise keeps its accuracy.
   */
  void applySpoilt(String name, int samples) {
    apply(
        name,
        """
          source: {savedModel: {uri: "s3://models/1"}, credentialsSecretRef: {name: store}}
          calibration: {uri: "s3://models/outliers.npz", samples: %d}
          evaluation: {uri: "s3://models/evaluation.npz", maxDrop: "0.02"}
        """
            .formatted(samples));
  }

  /** Applies an EdgeModel with these lines of a spec. */
  void apply(String name, String spec) {
    var yaml =
        """
        apiVersion: atoll.dev/v1alpha1
        kind: EdgeModel
        metadata: {name: %s, namespace: %s}
        spec:
          devices: {matchLabels: {nobody: here}}
        """
                .formatted(name, NAMESPACE)
            + spec;
    client()
        .resource(client().getKubernetesSerialization().unmarshal(yaml, EdgeModel.class))
        .create();
  }

  void delete(String name) {
    client().resources(EdgeModel.class).inNamespace(NAMESPACE).withName(name).delete();
    await().atMost(PATIENCE).until(() -> revision(name).isEmpty() && jobs(name).isEmpty());
  }

  Optional<ModelRevision> revision(String model) {
    return client().resources(ModelRevision.class).inNamespace(NAMESPACE).list().getItems().stream()
        .filter(r -> r.getSpec().model().equals(model))
        .findFirst();
  }

  Optional<Condition> compiled(String model) {
    return revision(model)
        .map(ModelRevision::getStatus)
        .flatMap(s ->
            s.conditions() == null
                ? Optional.empty()
                : s.conditions().stream().filter(c -> c.getType().equals("Compiled")).findFirst());
  }

  private boolean in(String model, Phase phase) {
    return revision(model)
        .map(r -> r.getStatus() != null && r.getStatus().phase() == phase)
        .orElse(false);
  }

  /** Waits until the revision ended well. */
  ModelRevision ready(String model) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> {
          if (in(model, Phase.Failed)) throw new AssertionError("failed: " + compiled(model));
        })
        .until(() -> in(model, Phase.Ready));
    return revision(model).orElseThrow();
  }

  /** Waits until a run of it failed for this reason, be it for a moment; says how. */
  String failed(String model, String reason) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                failures.getOrDefault(model, Set.of()).stream()
                    .filter(c -> c.getReason().equals(reason))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow()
        .getMessage();
  }

  /** Waits until the operator gave the revision up; says why. */
  String gaveUp(String model, String reason) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> {
          if (in(model, Phase.Ready)) throw new AssertionError("it became Ready");
        })
        .until(() -> in(model, Phase.Failed));
    var end = compiled(model).orElseThrow();
    if (!end.getReason().equals(reason)) throw new AssertionError("it failed otherwise: " + end);
    return end.getMessage();
  }

  List<Job> jobs(String model) {
    return client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(NAMESPACE)
        .withLabel("atoll.dev/model", model)
        .list()
        .getItems();
  }

  List<Pod> pods(String model) {
    return client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("atoll.dev/model", model)
        .list()
        .getItems();
  }

  /** How many Jobs the operator ever made. */
  long jobsMade() {
    return cluster.auditEvents().stream()
        .filter(e -> e.resource().equals("jobs") && e.verb().equals("create") && e.succeeded())
        .count();
  }

  @Override
  public void close() {
    stopOperator();
    cluster.close();
  }
}
