package dev.atoll.operator;

import dev.atoll.oci.CredentialSource;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.RegistryLogin;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.operator.device.Assigner;
import dev.atoll.operator.device.DeviceSettings;
import dev.atoll.operator.device.Fleet;
import dev.atoll.operator.kube.ApiEvents;
import dev.atoll.operator.kube.Caches;
import dev.atoll.operator.kube.Events;
import dev.atoll.operator.revision.ApiSecrets;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.LocalProcessBackend;
import dev.atoll.operator.revision.LocalProcessSettings;
import dev.atoll.operator.revision.RegistrySettings;
import dev.atoll.operator.revision.RetryPolicy;
import dev.atoll.operator.revision.SourceSecrets;
import dev.atoll.operator.revision.job.JobBackend;
import dev.atoll.operator.revision.job.JobSettings;
import dev.atoll.operator.revision.job.Patience;
import dev.atoll.operator.revision.known.KnownBackend;
import dev.atoll.operator.signing.ArtifactSigner;
import dev.atoll.operator.signing.KeyFiles;
import dev.atoll.operator.signing.SigningBackend;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts from the configuration. */
public final class Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final String LOCAL_PROCESS = "local-process";
  private static final String KUBERNETES_JOB = "kubernetes-job";

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Caches caches(KubernetesClient client, AtollConfig config) {
    var zoo = config.zoo();
    return new Caches(
        client,
        config.namespace(),
        new Caches.ZooName(zoo.namespace().orElse(config.namespace()), zoo.name()));
  }

  void stop(@Disposes Caches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  Fleet fleet(Caches caches, InstantSource clock) {
    return new Fleet(caches, clock);
  }

  void stop(@Disposes Fleet fleet) {
    fleet.close();
  }

  @Produces
  @Singleton
  Assigner assigner(KubernetesClient client) {
    return new Assigner(client);
  }

  @Produces
  @Singleton
  Events events(KubernetesClient client, InstantSource clock) {
    return new ApiEvents(client, clock);
  }

  void stop(@Disposes Events events) {
    if (events instanceof ApiEvents api) api.close();
  }

  @Produces
  @Singleton
  DeviceSettings devices(AtollConfig config) {
    return new DeviceSettings(config.mirroredLabels().orElse(List.of()));
  }

  @Produces
  @Singleton
  RegistrySettings registry(AtollConfig config) {
    return new RegistrySettings(config.registry(), config.registryPlainHttp());
  }

  @Produces
  @Singleton
  RetryPolicy retries(AtollConfig config) {
    var retries = config.compile().retries();
    return new RetryPolicy(retries.most(), retries.first(), retries.longest());
  }

  @Produces
  @Singleton
  CompileBackend compiles(
      AtollConfig config,
      KubernetesClient client,
      Caches caches,
      RegistrySettings registry,
      InstantSource clock) {
    var reader = registryClient(config);
    var compiles = backend(config, client, registry, clock, caches);
    return signed(new KnownBackend(compiles, caches.revisions()::list, reader), reader, config);
  }

  private static CompileBackend signed(
      CompileBackend compiles, RegistryClient registry, AtollConfig config) {
    var signing = config.signing();
    if (signing.keyFile().isEmpty() && signing.allowUnsigned()) {
      LOG.warn("Artifacts are not signed (atoll.signing.allow-unsigned): for development only");
      return compiles;
    }
    var files =
        new KeyFiles(
            signing
                .keyFile()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "atoll.signing.key-file is not set: what this operator compiles is signed, and"
                            + " nothing else is trusted. Make a key (openssl genpkey -algorithm EC"
                            + " -pkeyopt ec_paramgen_curve:P-256), mount it and its public key, or set"
                            + " atoll.signing.allow-unsigned=true for development")),
            signing
                .trustedKeysFile()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "atoll.signing.trusted-keys-file is not set: mount the public key (openssl"
                            + " pkey -in KEY -pubout)")));
    return new SigningBackend(compiles, new ArtifactSigner(registry, files));
  }

  private static RegistryClient registryClient(AtollConfig config) {
    var host = Repository.parse(config.registry() + "/any").host();
    var anonymous = RegistryConfig.anonymous(config.registryPlainHttp() ? Set.of(host) : Set.of());
    return new RegistryClient(anonymous.with(login(config)), Retry.standard());
  }

  private static CredentialSource login(AtollConfig config) {
    try {
      return RegistryLogin.of(config.registryConfig().orElse(null));
    } catch (IOException | OciException e) {
      throw new IllegalArgumentException("atoll.registry-config: " + e.getMessage(), e);
    }
  }

  private static CompileBackend backend(
      AtollConfig config,
      KubernetesClient client,
      RegistrySettings registry,
      InstantSource clock,
      Caches caches) {
    var backend = config.compile().backend().orElse("");
    return switch (backend) {
      case KUBERNETES_JOB ->
          new JobBackend(
              client, jobs(config.compile()), registry, clock, id -> current(caches, id));
      case LOCAL_PROCESS -> new LocalProcessBackend(localProcess(client, config.compile()));
      default ->
          throw new IllegalArgumentException(
              "atoll.compile.backend is '"
                  + backend
                  + "': set it to "
                  + KUBERNETES_JOB
                  + ", or for development to "
                  + LOCAL_PROCESS
                  + " (models run with the operator's rights)");
    };
  }

  private static boolean current(Caches caches, CompileId id) {
    return caches
        .revisions()
        .get(id.namespace(), id.revision())
        .map(revision -> CompileId.of(revision).equals(id))
        .orElse(false);
  }

  void stop(@Disposes CompileBackend backend) throws Exception {
    if (backend instanceof AutoCloseable closeable) closeable.close();
  }

  private static JobSettings jobs(AtollConfig.Compile config) {
    if (config.fileSources())
      throw new IllegalArgumentException(
          "atoll.compile.file-sources works with " + LOCAL_PROCESS + " only: a pod has no files");
    var job = config.job();
    return new JobSettings(
        job.image()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "atoll.compile.job.image is not set: name the compiler's image by digest")),
        job.edgetpuImage().orElse(null),
        job.edgetpuCompiler(),
        job.pullSecret().orElse(null),
        job.registrySecret().orElse(null),
        new Quantity(job.memory()),
        new Quantity(job.cpu()),
        new Quantity(job.workSize()),
        config.timeout(),
        job.keep(),
        environment(job.fetchEnvironment()),
        job.sourceCa()
            .configMap()
            .map(name -> new JobSettings.SourceCa(name, job.sourceCa().key()))
            .orElse(null),
        job.edgetpuDeadline().orElse(null),
        job.egress().orElse(List.of()),
        config.maxConcurrent(),
        new Patience(job.patience().image(), job.patience().node(), job.patience().start()));
  }

  private static Map<String, String> environment(List<String> names) {
    var environment = new HashMap<String, String>();
    for (var name : names) {
      var value = System.getenv(name);
      if (value != null) environment.put(name, value);
    }
    return environment;
  }

  private static LocalProcessSettings localProcess(
      KubernetesClient client, AtollConfig.Compile config) {
    var environment = environment(config.environment());
    if (config.fileSources()) environment.put("ATOLL_FILE_SOURCES", "true");
    return new LocalProcessSettings(
        config.command().orElse(List.of()),
        Map.copyOf(environment),
        config
            .workDir()
            .orElseThrow(() -> new IllegalArgumentException("atoll.compile.work-dir is not set")),
        config.maxConcurrent(),
        config.timeout(),
        config.readSecrets() ? new ApiSecrets(client) : SourceSecrets.FORBIDDEN);
  }

  /**
   * None of the SDK's own meters: it tags events of core kinds (Nodes) otherwise than those of
   * custom kinds, Prometheus refuses such meters, and the refusal loses the event or fails the
   * reconcile.
   */
  @Produces
  @Singleton
  @Unremovable
  Metrics metrics() {
    return Metrics.NOOP;
  }
}
