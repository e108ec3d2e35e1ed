package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import io.fabric8.kubernetes.api.model.authentication.BoundObjectReference;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes control plane with a registry and an object store, on 127.0.0.1, for tests and the
 * demo. There is no kubelet unless {@link #startNode} starts one: Nodes are objects that a test
 * makes. {@link #close} or the end of this JVM ends it, unless {@link #keep} was called.
 */
public final class DevCluster implements AutoCloseable {
  private static final String SYSTEM_NAMESPACE = "atoll-system";
  private static final String AGENT = "atoll-agent";
  private static final Duration TOKEN_LIFE = Duration.ofDays(1);

  private final RunDirectory directory;
  private final Processes processes;
  private final ApiServer apiServerRecipe;
  private final Registry registryRecipe;
  private final ObjectStore objectStoreRecipe;
  private final Server etcd;
  private final Server apiServer;
  private final Server controllerManager;
  private final Server registry;
  private final Server guardedRegistry;
  private final Server objectStore;
  private final Server scheduler;
  private @Nullable KubernetesClient client;
  private @Nullable WorkerNode node;
  private boolean kept;

  private DevCluster(RunDirectory directory, Processes processes, Toolchain toolchain) {
    this.directory = directory;
    this.processes = processes;
    var ports = new Ports(new SecureRandom());
    etcd = new Server(new Etcd(toolchain.path("etcd"), directory), processes, ports);
    apiServerRecipe = new ApiServer(toolchain.path("kube-apiserver"), directory, etcd::port);
    apiServer = new Server(apiServerRecipe, processes, ports);
    controllerManager =
        new Server(
            new ControllerManager(
                toolchain.path("kube-controller-manager"),
                directory,
                apiServerRecipe,
                apiServer::port),
            processes,
            ports);
    scheduler =
        new Server(
            new Scheduler(
                () -> toolchain.path("kube-scheduler"),
                directory,
                apiServerRecipe,
                apiServer::port),
            processes,
            ports);
    registryRecipe = Registry.open(toolchain.path("registry"), directory);
    registry = new Server(registryRecipe, processes, ports);
    guardedRegistry =
        new Server(Registry.guarded(toolchain.path("registry"), directory), processes, ports);
    objectStoreRecipe = new ObjectStore(directory);
    objectStore = new Server(objectStoreRecipe, processes, ports);
  }

  /**
   * Starts everything and returns when all of it answers: some seconds.
   *
   * @param runDirectory an empty or missing folder for data, configuration and logs; it is not
   *     deleted at the end
   * @throws ClusterException with the reason, and the end of the log of what did not start
   */
  public static DevCluster start(Path runDirectory, Toolchain toolchain) {
    var directory = RunDirectory.at(runDirectory);
    var processes = Processes.in(directory);
    try {
      var cluster = new DevCluster(directory, processes, toolchain);
      cluster.startServers();
      return cluster;
    } catch (RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  private void startServers() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var controlPlane =
          CompletableFuture.runAsync(
              () -> List.of(etcd, apiServer, controllerManager).forEach(Server::start), executor);
      var stores =
          List.of(registry, objectStore).stream()
              .map(s -> CompletableFuture.runAsync(s::start, executor))
              .toList();
      controlPlane.join();
      stores.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof ClusterException cause ? cause : e;
    }
    directory.write(
        "kubeconfig",
        Kubeconfig.content(
            apiServerUrl(),
            apiServerRecipe.authority(),
            ApiServer.ADMIN,
            apiServerRecipe.adminToken()));
    var configuration =
        new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
            .withMasterUrl(apiServerUrl())
            .withCaCertFile(apiServerRecipe.authority().toString())
            .withOauthToken(apiServerRecipe.adminToken())
            .build();
    client =
        new KubernetesClientBuilder()
            .withConfig(configuration)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
  }

  /**
   * Starts a scheduler, a registry that wants a login, and a real node, with kubelet and
   * containerd: some seconds, and on the first use of an image the time to unpack it. Needs root.
   *
   * @param images folders that {@code build/image} made; pause must be among them
   * @throws ClusterException NodeImpossible with what is missing on this machine
   */
  public WorkerNode startNode(Toolchain toolchain, List<Path> images) {
    if (node != null) throw new IllegalStateException("the node runs already");
    scheduler.start();
    guardedRegistry.start();
    node =
        WorkerNode.start(
            new WorkerNode.Setting(
                toolchain,
                directory,
                processes,
                client(),
                apiServerRecipe,
                List.of(
                    apiServer.port(), registry.port(), guardedRegistry.port(), objectStore.port())),
            images);
    return node;
  }

  public Server etcd() {
    return etcd;
  }

  public Server apiServer() {
    return apiServer;
  }

  public Server controllerManager() {
    return controllerManager;
  }

  public Server registry() {
    return registry;
  }

  public Server objectStore() {
    return objectStore;
  }

  /** For more processes that belong to this cluster: the operator, agents. */
  public Processes processes() {
    return processes;
  }

  public Path runDirectory() {
    return directory.root();
  }

  /** The administrator's. */
  public Path kubeconfig() {
    return directory.root().resolve("kubeconfig");
  }

  /** As the administrator (group system:masters); closed with the cluster. */
  public KubernetesClient client() {
    if (client == null) {
      throw new IllegalStateException("not started");
    }
    return client;
  }

  public String apiServerUrl() {
    return ApiServer.url(apiServer.port());
  }

  /** Certificates in PEM by which a client knows the API server. */
  public Path apiServerCertificates() {
    return apiServerRecipe.authority();
  }

  /** {@code host:port}; plain HTTP. */
  public String registryAddress() {
    return "127.0.0.1:" + registry.port();
  }

  /** {@code host:port}, plain HTTP, for {@link RegistryAccount} alone; there is one with a node. */
  public String guardedRegistryAddress() {
    return "127.0.0.1:" + guardedRegistry.port();
  }

  /** Where the registry keeps its blobs, for tests that damage one. */
  public Path registryData() {
    return registryRecipe.data();
  }

  public S3Access s3() {
    return new S3Access(
        ObjectStore.url(objectStore.port()),
        objectStoreRecipe.accessKey(),
        objectStoreRecipe.secretKey());
  }

  /**
   * Makes a token of the agent's service account that is bound to a Node: it dies with the Node,
   * and the API server tells admission policies which Node it is.
   *
   * @return a file with the token, replaced whole at each call
   */
  public Path nodeToken(String nodeName) {
    var node = client().nodes().withName(nodeName).require();
    var bound = new BoundObjectReference("v1", "Node", nodeName, node.getMetadata().getUid());
    return directory.write("tokens/" + nodeName, token(AGENT, bound));
  }

  /** With the identity of the agent on a Node, and no other rights. */
  public Path nodeKubeconfig(String nodeName) {
    try {
      return kubeconfig(nodeName, Files.readString(nodeToken(nodeName)));
    } catch (IOException e) {
      throw RunDirectory.unusable(directory.root(), e);
    }
  }

  /** With the identity of a service account of atoll-system, and no other rights. */
  public Path serviceAccountKubeconfig(String serviceAccount) {
    return kubeconfig(serviceAccount, token(serviceAccount, null));
  }

  private Path kubeconfig(String user, String token) {
    return directory.write(
        "kubeconfigs/" + user,
        Kubeconfig.content(apiServerUrl(), apiServerRecipe.authority(), user, token));
  }

  private String token(String serviceAccount, @Nullable BoundObjectReference bound) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(TOKEN_LIFE.toSeconds())
            .withBoundObjectRef(bound)
            .endSpec()
            .build();
    return client()
        .serviceAccounts()
        .inNamespace(SYSTEM_NAMESPACE)
        .withName(serviceAccount)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  /**
   * The writes in the API server's audit log so far, and the reads of Atoll's own service accounts.
   */
  public List<AuditEvent> auditEvents() {
    try {
      return AuditLog.read(apiServerRecipe.auditLog());
    } catch (IOException e) {
      throw new ClusterException(
          Reason.RunDirectoryUnusable, "cannot read the audit log: " + e.getMessage(), e);
    }
  }

  /** From now on all processes survive {@link #close} and this JVM; {@link StopMain} ends them. */
  public void keep() {
    kept = true;
    processes.keep();
  }

  public boolean kept() {
    return kept;
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    if (client != null) {
      client.close();
    }
    processes.close();
  }
}
