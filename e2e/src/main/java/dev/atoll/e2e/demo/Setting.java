package dev.atoll.e2e.demo;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Toolchain;
import dev.atoll.e2e.fleet.Fleet;
import dev.atoll.e2e.fleet.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds the stage: control plane, stores, models, operator and six devices. */
public final class Setting {
  static final List<String> NODES =
      List.of("harbour-1", "harbour-2", "harbour-3", "hill-1", "hill-2", "hill-3");
  static final Duration LEASE_PERIOD = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration TRAINING = Duration.ofMinutes(5);

  private final Narrator narrator;
  private final Toolchain toolchain;
  private final Path run;
  private final Path python;

  public Setting(Narrator narrator, Toolchain toolchain, Path run, Path python) {
    this.narrator = narrator;
    this.toolchain = toolchain;
    this.run = run;
    this.python = python;
  }

  public Scene build(DevCluster cluster) throws IOException, InterruptedException {
    var kubectl = new Kubectl(toolchain.path("kubectl"), cluster.kubeconfig(), narrator);
    narrator.progress("etcd, kube-apiserver, kube-controller-manager, registry, object store: up");
    kubectl.run("apply --server-side -f crds/src/main/resources/crds");
    kubectl.run("apply -f operator/src/main/kubernetes");
    kubectl.run(
        "wait crd/edgemodels.atoll.dev crd/edgedevices.atoll.dev crd/modelrevisions.atoll.dev"
            + " crd/modelrollouts.atoll.dev --for=condition=Established --timeout=30s");
    kubectl.run("create namespace " + Scene.NAMESPACE);
    kubectl.run("apply -f e2e/demo/nodes.yaml");
    var digits = digits(cluster);
    var operator = new OperatorProcess(cluster, toolchain.checkout(), python);
    operator.start();
    var fleet = new Fleet(cluster, toolchain.checkout(), LEASE_PERIOD, NODES);
    fleet.startAll();
    var devices = new Devices(fleet, cluster.client(), narrator);
    narrator.progress("the operator and six device agents: started");
    objects(cluster);
    kubectl.run("wait edgedevice --all --for=condition=Ready --timeout=60s");
    return new Scene(narrator, kubectl, cluster, fleet, operator, digits, devices);
  }

  /**
   * kubectl cannot wait for what does not exist yet: the operator makes an EdgeDevice for each
   * Node.
   */
  private static void objects(DevCluster cluster) throws InterruptedException {
    var end = Instant.now().plus(START);
    while (cluster.client().resources(EdgeDevice.class).list().getItems().size() < NODES.size()) {
      if (Instant.now().isAfter(end))
        throw new StoryBroken(
            "the operator made no EdgeDevices within " + START.toSeconds() + " s");
      Thread.sleep(Scene.LOOK);
    }
  }

  private Digits digits(DevCluster cluster) throws IOException, InterruptedException {
    var folder = run.resolve("models");
    narrator.say("Training six models on the digits of scikit-learn (about half a minute)...");
    train(folder);
    var digits = new Digits(folder);
    int files = digits.upload(cluster.s3());
    narrator.progress(files + " files uploaded to s3://" + Digits.BUCKET + "/digits/");
    return digits;
  }

  private void train(Path folder) throws IOException, InterruptedException {
    var log = cluster("train.log");
    var script = toolchain.checkout().resolve("e2e/demo/models/train.py");
    var builder = new ProcessBuilder(python.toString(), script.toString(), folder.toString());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.redirectError(log.toFile());
    var process = builder.start();
    process.getOutputStream().close();
    try (var output = process.inputReader()) {
      output.lines().forEach(narrator::say);
    }
    if (!process.waitFor(TRAINING.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0)
      throw new StoryBroken("training failed; see " + log);
  }

  private Path cluster(String name) throws IOException {
    return Files.createDirectories(run.resolve("log")).resolve(name);
  }
}
