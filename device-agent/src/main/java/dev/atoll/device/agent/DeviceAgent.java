package dev.atoll.device.agent;

import dev.atoll.device.agent.activation.Activator;
import dev.atoll.device.agent.activation.Artifacts;
import dev.atoll.device.agent.activation.Fetcher;
import dev.atoll.device.agent.activation.SignatureCheck;
import dev.atoll.device.agent.activation.TrustedSignatures;
import dev.atoll.device.agent.activation.Workshop;
import dev.atoll.device.agent.frontdoor.FrontDoor;
import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.link.Assignments;
import dev.atoll.device.agent.link.DeviceLink;
import dev.atoll.device.agent.link.StatusPublisher;
import dev.atoll.device.agent.serving.Catalog;
import dev.atoll.device.agent.store.ContentStore;
import dev.atoll.device.agent.store.Disk;
import dev.atoll.device.agent.store.Identity;
import dev.atoll.device.agent.store.LocalDisk;
import dev.atoll.device.agent.store.StateStore;
import dev.atoll.device.agent.supervisor.RunnerCommand;
import dev.atoll.device.agent.supervisor.RunnerLimits;
import dev.atoll.device.agent.supervisor.RunnerSupervisor;
import dev.atoll.device.agent.supervisor.Sockets;
import dev.atoll.oci.Backoff;
import dev.atoll.oci.CredentialSource;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.RegistryLogin;
import dev.atoll.oci.Retry;
import dev.atoll.oci.Sleeper;
import dev.atoll.oci.signature.Signatures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All parts of the agent, put together. */
public final class DeviceAgent implements AutoCloseable {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  /** The link does not wait longer for what the disk knows. */
  private static final Duration RESTORE = Duration.ofSeconds(5);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timer").factory());
  private final Consumer<String> log;
  private final RunnerSupervisor supervisor;
  private final Agent agent;
  private final FrontDoor door;
  private final DeviceLink link;
  private final StatusPublisher publisher;
  private final CompletableFuture<Boolean> restored = new CompletableFuture<>();
  private final Duration retryAfter;
  private @Nullable String hold;
  private boolean closed;

  /** Makes the link when the disk's identity is known. */
  @FunctionalInterface
  public interface LinkFactory {
    /** The link of the device whose disk this is. */
    DeviceLink open(Identity identity);
  }

  /** Starts everything; what the disk knows is served as soon as the runner is up. */
  public DeviceAgent(Settings settings, LinkFactory links, Consumer<String> log)
      throws IOException {
    this.log = log;
    this.retryAfter = settings.retryAfter();
    Disk disk = new LocalDisk();
    Identity identity = Identity.of(settings.store(), disk, MACHINE_ID);
    AtomicReference<@Nullable Agent> self = new AtomicReference<>();
    AtomicReference<@Nullable StatusPublisher> status = new AtomicReference<>();
    this.supervisor =
        new RunnerSupervisor(
            RunnerCommand.likeThisProcess(settings.store()),
            Sockets.below(settings.store()),
            RunnerLimits.standard(settings.threads()),
            log,
            message -> {
              Agent a = self.get();
              if (a != null) {
                a.runnerCrashed(message);
              }
            });
    Artifacts artifacts = artifacts(settings, disk);
    StateStore states = new StateStore(settings.store(), disk, log);
    Catalog catalog = new Catalog();
    Runnable changed =
        () -> {
          if (catalog.ready()) {
            restored.complete(true);
          }
          StatusPublisher p = status.get();
          if (p != null) {
            p.touch();
          }
        };
    this.agent =
        new Agent(
            artifacts,
            sweep ->
                new Workshop(
                    new Fetcher(artifacts, rounds(), InstantSource.system(), log),
                    new Activator(artifacts, supervisor),
                    states,
                    catalog,
                    InstantSource.system(),
                    timer,
                    settings.downloadPatience(),
                    settings.retryAfter(),
                    sweep,
                    name -> changed.run(),
                    log),
            states.load(),
            log);
    self.set(agent);
    this.door = new FrontDoor(settings.listen(), catalog, version(), log);
    this.link = links.open(identity);
    this.publisher =
        new StatusPublisher(
            link,
            agent::models,
            identity,
            version(),
            supervisor::runtime,
            InstantSource.system(),
            log);
    status.set(publisher);
    log.accept("serving on " + door.address());
    startLinkWhen(catalog);
  }

  /** What the disk knows comes first: the link's start would take the processor from it. */
  private void startLinkWhen(Catalog catalog) {
    if (catalog.ready()) {
      restored.complete(true);
    }
    var unused =
        restored
            .completeOnTimeout(true, RESTORE.toMillis(), TimeUnit.MILLISECONDS)
            .thenAcceptAsync(x -> startLink());
  }

  private synchronized void startLink() {
    if (closed) {
      return;
    }
    try {
      link.start(this::observed);
    } catch (RuntimeException e) {
      log.accept(
          "the link to the API server cannot be started, trying again in "
              + retryAfter.toMillis()
              + " ms; look at the server's address, its certificates and the token: "
              + e);
      var unused = timer.schedule(this::startLink, retryAfter.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Artifacts artifacts(Settings s, Disk disk) throws IOException {
    RegistryClient registry = registry(s);
    ContentStore store = new ContentStore(s.store(), disk);
    Path keys = s.signatureKeys();
    return new Artifacts(
        store,
        registry,
        keys == null
            ? SignatureCheck.OFF
            : new TrustedSignatures(new Signatures(registry), store, keys));
  }

  private static RegistryClient registry(Settings s) throws IOException {
    return new RegistryClient(
        RegistryConfig.anonymous(s.plainHttpRegistries()).with(login(s)),
        new Retry(
            new Backoff(Duration.ofMillis(300), Duration.ofSeconds(2), 3),
            RandomGenerator.getDefault(),
            Sleeper.REAL));
  }

  private static CredentialSource login(Settings s) throws IOException {
    try {
      return RegistryLogin.of(s.registryLogin());
    } catch (OciException e) {
      throw new IOException("ATOLL_REGISTRY_CONFIG: " + e.getMessage(), e);
    }
  }

  /** Between rounds that the client's own repetitions did not save. */
  private static Retry rounds() {
    return new Retry(
        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 1),
        RandomGenerator.getDefault(),
        Sleeper.REAL);
  }

  private synchronized void observed(DeviceLink.Device device) {
    if (device.hold() == null) {
      try {
        Map<String, Assignment> wanted = Assignments.of(device.models());
        agent.assign(wanted);
      } catch (IllegalArgumentException e) {
        log.accept("the EdgeDevice cannot be understood, nothing changes: " + e.getMessage());
      }
    } else if (!device.hold().equals(hold)) {
      log.accept("on hold, nothing changes: " + device.hold());
    }
    hold = device.hold();
    publisher.device(device);
  }

  /** Where the front door listens. */
  public InetSocketAddress address() {
    return door.address();
  }

  /** Process id of the runner, -1 when none is up. */
  public long runnerPid() {
    return supervisor.pid();
  }

  static String version() {
    String version = DeviceAgent.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    link.close();
    publisher.close();
    door.close(Duration.ofSeconds(1));
    agent.stop();
    supervisor.close();
    timer.shutdownNow();
    log.accept("stopped");
  }
}
