package dev.atoll.e2e.fleet;

import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Launch;
import dev.atoll.e2e.cluster.ManagedProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operator as a process, with the rights of its own service account and nothing more. */
public final class OperatorProcess {
  private final DevCluster cluster;
  private final Path checkout;
  private final Path python;
  private @Nullable ManagedProcess process;

  /**
   * @param checkout where the operator and the compiler were built
   * @param python interpreter of the TensorFlow stage
   */
  public OperatorProcess(DevCluster cluster, Path checkout, Path python) {
    this.cluster = cluster;
    this.checkout = checkout;
    this.python = python;
  }

  public void start() {
    process = cluster.processes().start(new Launch("operator", command(), environment()));
  }

  /** {@code kill -9}. */
  public void kill() {
    running().kill();
    process = null;
  }

  public void stop() {
    running().stop();
    process = null;
  }

  public long pid() {
    return running().pid();
  }

  public Path log() {
    return running().log();
  }

  private ManagedProcess running() {
    if (process == null) throw new IllegalStateException("the operator is not running");
    return process;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private List<String> command() {
    return List.of(
        java(),
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseCompactObjectHeaders",
        "-jar",
        checkout.resolve("operator/target/quarkus-app/quarkus-run.jar").toString());
  }

  private Map<String, String> environment() {
    var compiler = checkout.resolve("compiler/target");
    var environment = new HashMap<>(cluster.s3().environment());
    environment.put("KUBECONFIG", cluster.serviceAccountKubeconfig("atoll-operator").toString());
    environment.put("ATOLL_PYTHON", python.toString());
    environment.put("ATOLL_REGISTRY", cluster.registryAddress() + "/atoll");
    environment.put("ATOLL_REGISTRY_PLAIN_HTTP", "true");
    var keys = SigningKeys.in(cluster.runDirectory());
    environment.put("ATOLL_SIGNING_KEY_FILE", keys.signing().toString());
    environment.put("ATOLL_SIGNING_TRUSTED_KEYS_FILE", keys.trusted().toString());
    environment.put("ATOLL_COMPILE_BACKEND", "local-process");
    environment.put(
        "ATOLL_COMPILE_COMMAND",
        String.join(
            ",",
            java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            compiler.resolve("classes") + ":" + compiler.resolve("lib") + "/*",
            "dev.atoll.compiler.Main"));
    environment.put("ATOLL_COMPILE_WORK_DIR", cluster.runDirectory().resolve("compile").toString());
    environment.put("QUARKUS_HTTP_PORT", "0");
    return environment;
  }
}
