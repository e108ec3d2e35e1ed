package dev.atoll.e2e.fleet;

import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Launch;
import dev.atoll.e2e.cluster.ManagedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Device agents, each a process of its own with its own disk, port and identity: a token that is
 * bound to its Node. Disk and port outlive the process, as on a real device.
 */
public final class Fleet {
  private static final List<String> MEMORY =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx48m",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders");

  /** One device; {@code process} is null while it is switched off. */
  private static final class Device {
    private final int port;
    private @Nullable ManagedProcess process;

    private Device(int port) {
      this.port = port;
    }
  }

  private final DevCluster cluster;
  private final Path checkout;
  private final Duration leasePeriod;
  private final Map<String, Device> devices = new TreeMap<>();

  /**
   * @param checkout where the agent was built
   * @param nodes names of Nodes that exist
   */
  public Fleet(DevCluster cluster, Path checkout, Duration leasePeriod, List<String> nodes)
      throws IOException {
    this.cluster = cluster;
    this.checkout = checkout;
    this.leasePeriod = leasePeriod;
    for (var node : nodes) devices.put(node, new Device(freePort()));
  }

  public List<String> names() {
    return List.copyOf(devices.keySet());
  }

  public void startAll() {
    devices.keySet().forEach(this::start);
  }

  /** Switches a device on. */
  public void start(String name) {
    var device = device(name);
    device.process =
        cluster.processes().start(new Launch("agent-" + name, command(), environment(name)));
  }

  /** Ends the agent in order, as a shutdown of the device does. */
  public void stop(String name) {
    running(name).stop();
    device(name).process = null;
  }

  /** {@code kill -9}. */
  public void kill(String name) {
    running(name).kill();
    device(name).process = null;
  }

  public long pid(String name) {
    return running(name).pid();
  }

  /** Where the device serves the Open Inference Protocol. */
  public URI endpoint(String name) {
    return URI.create("http://127.0.0.1:" + device(name).port);
  }

  /** Infer URL of a model ({@code namespace.name}) on every device. */
  public Map<String, URI> inferEndpoints(String model) {
    var endpoints = new LinkedHashMap<String, URI>();
    for (var name : devices.keySet())
      endpoints.put(name, endpoint(name).resolve("/v2/models/" + model + "/infer"));
    return endpoints;
  }

  /** The device's disk. */
  public Path disk(String name) {
    return cluster.runDirectory().resolve("devices").resolve(name);
  }

  private List<String> command() {
    var command = new java.util.ArrayList<String>();
    command.add(OperatorProcess.java());
    command.addAll(MEMORY);
    command.add("-cp");
    command.add(
        checkout.resolve("device-agent/target/classes")
            + ":"
            + checkout.resolve("device-agent/target/lib")
            + "/*");
    command.add("dev.atoll.device.agent.Main");
    return command;
  }

  private Map<String, String> environment(String name) {
    return Map.of(
        "ATOLL_NODE_NAME", name,
        "ATOLL_STORE", disk(name).toString(),
        "ATOLL_LISTEN", "127.0.0.1:" + device(name).port,
        "ATOLL_API_SERVER", cluster.apiServerUrl(),
        "ATOLL_API_CA", cluster.apiServerCertificates().toString(),
        "ATOLL_TOKEN_FILE", cluster.nodeToken(name).toString(),
        "ATOLL_SIGNATURE_KEYS", SigningKeys.in(cluster.runDirectory()).trusted().toString(),
        "ATOLL_LEASE_PERIOD", leasePeriod.toSeconds() + "s",
        "ATOLL_PLAIN_HTTP_REGISTRIES", cluster.registryAddress());
  }

  private Device device(String name) {
    var device = devices.get(name);
    if (device == null)
      throw new IllegalArgumentException("no device " + name + " in " + devices.keySet());
    return device;
  }

  private ManagedProcess running(String name) {
    var process = device(name).process;
    if (process == null) throw new IllegalStateException(name + " is switched off");
    return process;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
