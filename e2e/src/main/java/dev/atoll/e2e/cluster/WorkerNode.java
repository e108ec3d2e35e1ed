package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real node: kubelet, containerd and the pods that they run, in namespaces of their own, so that
 * the machine's network, mounts and settings stay as they are and the end of one process is the end
 * of all. Pods reach the cluster's servers at {@link #machine()} and nothing else. Its images stay
 * in the toolchain's cache.
 */
public final class WorkerNode implements AutoCloseable {
  /** Of the Node object. */
  public static final String NAME = "worker";

  private static final Duration ENTERED = Duration.ofMinutes(10); // another node may be before us
  private static final Duration READY = Duration.ofMinutes(3); // an image of a gigabyte is unpacked
  private static final String PROCESS = "node";

  private final Setting setting;
  private final Cable cable;
  private final Relay relay;
  private final ManagedProcess process;

  /** What the cluster gives to its node. */
  record Setting(
      Toolchain toolchain,
      RunDirectory directory,
      Processes processes,
      KubernetesClient client,
      ApiServer apiServer,
      List<Integer> ports) {}

  private WorkerNode(Setting setting, Cable cable, Relay relay, ManagedProcess process) {
    this.setting = setting;
    this.cable = cable;
    this.relay = relay;
    this.process = process;
  }

  /**
   * Says early that this machine cannot run a node, before anything is built for it.
   *
   * @throws ClusterException NodeImpossible
   */
  public static void requireRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new ClusterException(
          Reason.NodeImpossible, "a real node makes namespaces and control groups: run as root");
    }
  }

  static WorkerNode start(Setting setting, List<Path> images) {
    requireRoot();
    ControlGroups.sweep();
    var cable = Cable.lay(new SecureRandom());
    ManagedProcess process = null;
    try {
      process = setting.processes().start(launch(setting, cable, images));
      await(process, ENTERED, () -> Files.exists(folder(setting).resolve("entered")));
      cable.plugInto(process.pid());
      var node =
          new WorkerNode(setting, cable, Relay.open(cable.address(), setting.ports()), process);
      await(process, READY, node::ready);
      return node;
    } catch (IOException | RuntimeException e) {
      if (process != null) end(process);
      cable.close();
      ControlGroups.remove(cable.number());
      throw e instanceof RuntimeException r
          ? r
          : new ClusterException(Reason.NodeImpossible, "no way from the node: " + e, e);
    }
  }

  private static Launch launch(Setting setting, Cable cable, List<Path> images) {
    var folder = folder(setting);
    var packages = setting.toolchain().nodePackages();
    var kubeconfig =
        setting
            .directory()
            .write(
                "node/kubeconfig",
                Kubeconfig.content(
                    "https://" + cable.address() + ":" + setting.ports().getFirst(),
                    "kubernetes",
                    setting.apiServer().authority(),
                    ApiServer.KUBELET,
                    setting.apiServer().kubeletToken()));
    return new Launch(
        PROCESS,
        List.of(
            "unshare",
            "--mount",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            setting.toolchain().checkout().resolve("e2e/cluster/node/init").toString()),
        Map.of(
            "NODE_NAME", NAME,
            "NODE_NUMBER", Integer.toString(cable.number()),
            "NODE_FOLDER", folder.toString(),
            "NODE_PACKAGES", packages.toString(),
            "NODE_IMAGES", images.stream().map(Path::toString).collect(Collectors.joining(" ")),
            "NODE_IMAGE_STORE", packages.resolveSibling("images").toString(),
            "KUBELET", setting.toolchain().path("kubelet").toString(),
            "KUBELET_CLIENTS", setting.apiServer().kubeletClient().toString(),
            "KUBECONFIG", kubeconfig.toString()));
  }

  private static Path folder(Setting setting) {
    return setting.directory().folder("node");
  }

  private static void await(
      ManagedProcess process, Duration limit, java.util.function.BooleanSupplier condition) {
    var met =
        Polling.until(
            limit,
            () -> {
              if (!process.alive()) {
                throw new ClusterException(
                    Reason.ProcessExited,
                    "the node ended: %s%n%s".formatted(process.log(), process.logTail()));
              }
              return condition.getAsBoolean();
            });
    if (!met) {
      throw new ClusterException(
          Reason.NotReadyInTime,
          "the node is not ready after %d s: %s%n%s"
              .formatted(limit.toSeconds(), process.log(), process.logTail()));
    }
  }

  /** Ready and untainted: a taint of new Nodes is lifted by a controller that does not run here. */
  private boolean ready() {
    try {
      var node = setting.client().nodes().withName(NAME).get();
      if (node == null || !readyIn(node)) return false;
      if (node.getSpec().getTaints().isEmpty()) return true;
      setting
          .client()
          .nodes()
          .withName(NAME)
          .edit(n -> {
            n.getSpec().setTaints(List.of());
            return n;
          });
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 409) return false; // kubelet wrote meanwhile
      throw e;
    }
  }

  private static boolean readyIn(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** The address under which pods reach registry, store and API server, on their usual ports. */
  public String machine() {
    return cable.address();
  }

  /**
   * What an image is called in a pod.
   *
   * @param image one of the folders that the node was started with
   */
  public static String reference(Path image) {
    try {
      var name = image.getFileName().toString().replaceFirst("-[0-9a-f]+$", "");
      return "dev.local/" + name + "@" + Files.readString(image.resolve("digest")).strip();
    } catch (IOException e) {
      throw RunDirectory.unusable(image, e);
    }
  }

  /**
   * Lets images be pulled from a registry of the cluster, which has no TLS.
   *
   * @param registry {@code 127.0.0.1:PORT}
   * @return its address in the names of images
   */
  public String pullsFrom(String registry) {
    var address = machine() + registry.substring(registry.indexOf(':'));
    setting
        .directory()
        .write(
            "node/registries/" + address + "/hosts.toml",
            "server = \"http://%s\"%n[host.\"http://%s\"]%n  capabilities = [\"pull\", \"resolve\"]%n"
                .formatted(address, address));
    return address;
  }

  /** The processes of a pod's containers, as this machine sees them. */
  public List<ProcessHandle> processesOf(String podUid) {
    return ProcessHandle.allProcesses().filter(p -> inPod(p.pid(), podUid)).toList();
  }

  private static boolean inPod(long pid, String podUid) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(pid), "cgroup"), StandardCharsets.UTF_8)
          .contains("/pod" + podUid + "/");
    } catch (IOException _) {
      return false; // it has ended
    }
  }

  /** Ends everything that ever ran on the node. */
  @Override
  public void close() {
    relay.close();
    end(process);
    cable.close();
    ControlGroups.remove(cable.number());
  }

  /** unshare itself ignores polite signals; its child is the init of all the rest. */
  private static void end(ManagedProcess process) {
    ProcessHandle.of(process.pid())
        .filter(p -> process.alive())
        .ifPresent(p -> p.children().forEach(ProcessHandle::destroyForcibly));
    process.stop();
  }
}
