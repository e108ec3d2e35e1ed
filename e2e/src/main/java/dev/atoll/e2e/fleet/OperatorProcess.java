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
  private final Map<String, String> compiles;
  private @Nullable ManagedProcess process;

  private OperatorProcess(DevCluster cluster, Path checkout, Map<String, String> compiles) {
    this.cluster = cluster;
    this.checkout = checkout;
    this.compiles = compiles;
  }

  /**
   * Compiles as its own child processes.
   *
   * @param checkout where the operator and the compiler were built
   * @param python interpreter of the TensorFlow stage
   */
  public OperatorProcess(DevCluster cluster, Path checkout, Path python) {
    this(cluster, checkout, localProcesses(cluster, checkout, python));
  }

  /**
   * Compiles as Jobs.
   *
   * @param machine where pods reach registry and store, on their usual ports
   * @param image of the compiler, by digest
   * @param more variables, which go before those that are chosen here
   */
  public static OperatorProcess withJobs(
      DevCluster cluster, Path checkout, String machine, String image, Map<String, String> more) {
    var registry = cluster.registryAddress().replaceFirst("^[^:]+", machine);
    var environment = new HashMap<String, String>();
    environment.put("ATOLL_REGISTRY", registry + "/atoll");
    environment.put("ATOLL_COMPILE_BACKEND", "kubernetes-job");
    environment.put("ATOLL_COMPILE_JOB_IMAGE", image);
    environment.put("ATOLL_COMPILE_JOB_CPU", "500m");
    environment.put("ATOLL_COMPILE_JOB_EGRESS", machine + "/32");
    environment.put("AWS_ENDPOINT_URL_S3", cluster.s3().endpoint().replace("127.0.0.1", machine));
    environment.put("AWS_REGION", "us-east-1");
    environment.putAll(more);
    return new OperatorProcess(cluster, checkout, environment);
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

  /** The program that runs this one, for others that run beside it. */
  static String java() {
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
    var environment = new HashMap<String, String>();
    environment.put("KUBECONFIG", cluster.serviceAccountKubeconfig("atoll-operator").toString());
    environment.put("ATOLL_REGISTRY_PLAIN_HTTP", "true");
    environment.put("QUARKUS_HTTP_PORT", "0");
    var keys = SigningKeys.in(cluster.runDirectory());
    environment.put("ATOLL_SIGNING_KEY_FILE", keys.signing().toString());
    environment.put("ATOLL_SIGNING_TRUSTED_KEYS_FILE", keys.trusted().toString());
    environment.putAll(compiles);
    return environment;
  }

  private static Map<String, String> localProcesses(
      DevCluster cluster, Path checkout, Path python) {
    var environment = new HashMap<>(cluster.s3().environment());
    environment.put("ATOLL_PYTHON", python.toString());
    environment.put("ATOLL_REGISTRY", cluster.registryAddress() + "/atoll");
    environment.put("ATOLL_COMPILE_BACKEND", "local-process");
    environment.put("ATOLL_COMPILE_COMMAND", String.join(",", CompilerCommand.in(checkout)));
    environment.put("ATOLL_COMPILE_WORK_DIR", cluster.runDirectory().resolve("compile").toString());
    return environment;
  }
}
