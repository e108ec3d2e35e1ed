package dev.atoll.device.agent.link;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceSpec;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.api.v1alpha1.ModelAssignment;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The EdgeDevice on a Kubernetes API server: watched alone, written by server-side apply. */
public final class ApiServerLink implements DeviceLink {
  private static final String MANAGER = "atoll-agent";

  /**
   * Where and as whom.
   *
   * @param server https://host:port
   * @param authority file with the server's certificate authority
   * @param token file with this device's token, read again when it changes
   * @param namespace of the Lease
   */
  public record Access(
      String server, Path authority, Path token, String namespace, Duration leasePeriod) {}

  private final Access access;
  private final String node;
  private final String holder;
  private final Consumer<String> log;
  private final ServerClock clock = new ServerClock(InstantSource.system());
  private volatile @Nullable KubernetesClient client;
  private @Nullable SharedIndexInformer<EdgeDevice> informer;
  private @Nullable LeaseKeeper lease;

  /** Does nothing yet: the client's start costs a second, models come first. */
  public ApiServerLink(Access access, String node, String holder, Consumer<String> log) {
    this.access = access;
    this.node = node;
    this.holder = holder;
    this.log = log;
  }

  @Override
  public void start(Consumer<Device> listener) {
    try {
      begin(listener);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin(Consumer<Device> listener) {
    KubernetesClient client = connect();
    this.client = client;
    lease =
        new LeaseKeeper(
            client,
            clock,
            access.namespace(),
            node,
            holder,
            access.leasePeriod(),
            RandomGenerator.getDefault(),
            log);
    var made = client.resources(EdgeDevice.class).withName(node).runnableInformer(0);
    informer = made;
    made.exceptionHandler((started, e) -> {
      log.accept("the EdgeDevice cannot be watched, trying again: " + e.getMessage());
      return true;
    });
    made.addEventHandler(handler(listener));
    var unused =
        made.start()
            .toCompletableFuture()
            .exceptionally(e -> {
              log.accept("the watch of the EdgeDevice ended: " + e.getMessage());
              return null;
            });
  }

  private KubernetesClient connect() {
    TokenFile token = new TokenFile(access.token());
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(access.server())
            .withCaCertFile(access.authority().toString())
            .withOauthTokenProvider(token::read)
            .withRequestTimeout(10_000)
            .withConnectionTimeout(5_000)
            .withRequestRetryBackoffLimit(1)
            .withWatchReconnectInterval(500)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(b -> b.addOrReplaceInterceptor("date", clock))
        .build();
  }

  private ResourceEventHandler<EdgeDevice> handler(Consumer<Device> listener) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(EdgeDevice now) {
        listener.accept(device(now));
      }

      @Override
      public void onUpdate(EdgeDevice before, EdgeDevice now) {
        listener.accept(device(now));
      }

      @Override
      public void onDelete(EdgeDevice last, boolean unknown) {
        log.accept("the EdgeDevice is gone; what is served goes on");
      }
    };
  }

  private static Device device(EdgeDevice d) {
    EdgeDeviceSpec spec = d.getSpec();
    EdgeDeviceSpec.Hold hold = spec == null ? null : spec.hold();
    List<ModelAssignment> models = spec == null ? null : spec.models();
    Long generation = d.getMetadata().getGeneration();
    return new Device(
        d.getMetadata().getUid(),
        generation == null ? 0 : generation,
        hold == null ? null : hold.reason(),
        models == null ? List.of() : models,
        d.getStatus());
  }

  @Override
  public void write(Device device, EdgeDeviceStatus status) throws LinkException {
    KubernetesClient connected = client;
    if (connected == null) {
      throw new LinkException("the link is not started", new IllegalStateException());
    }
    EdgeDevice patch = new EdgeDevice();
    // Apply would create what is absent: the uid makes that fail.
    patch.setMetadata(new ObjectMetaBuilder().withName(node).withUid(device.uid()).build());
    patch.setSpec(new EdgeDeviceSpec(null, null));
    patch.setStatus(status);
    try {
      connected
          .resource(patch)
          .subresource("status")
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(MANAGER)
                  .withForce(true)
                  .build());
    } catch (KubernetesClientException e) {
      throw new LinkException(reason(e), e);
    }
  }

  /** The client says what it did; its cause says what went wrong. */
  static String reason(KubernetesClientException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " " + cause;
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
    if (informer != null) {
      informer.stop();
      informer = null;
    }
    KubernetesClient connected = client;
    client = null;
    if (connected != null) {
      connected.close();
    }
  }
}
