package dev.atoll.operator.revision.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The container of each stage, with the least that it needs. Pure.
 *
 * @param credentials name of the Secret of the source; empty for none
 */
record StageContainers(JobSettings settings, String credentials) {
  static final String WORK = "work";
  static final String TMP = "tmp";
  static final String REQUEST = "request";
  static final String SOURCE = "source-credentials";
  static final String REGISTRY = "registry-credentials";
  static final String AUTHORITIES = "source-ca";
  static final String AUTHORITIES_FILE = "ca.pem";
  static final String TERMINATION_LOG = "/dev/termination-log";

  private static final String SOURCE_FOLDER = "/credentials/source";
  private static final String REGISTRY_FOLDER = "/credentials/registry";
  private static final String AUTHORITIES_FOLDER = "/source-ca";
  private static final String ALLOWED_HOSTS = "allowed-hosts";
  private static final Quantity LIGHT_MEMORY = new Quantity("512Mi");
  private static final Quantity LIGHT_CPU = new Quantity("100m");

  Container of(Stage stage) {
    return new ContainerBuilder()
        .withName(stage.name())
        .withImage(image(stage))
        .withImagePullPolicy("IfNotPresent")
        .withArgs("stage", stage.name(), "--work", "/work")
        .withEnv(environment(stage))
        .withVolumeMounts(mounts(stage))
        .withResources(resources(stage))
        .withTerminationMessagePath(TERMINATION_LOG)
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withPrivileged(false)
        .withRunAsNonRoot(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  /** Without an image of the user's, the stage says so itself. */
  private String image(Stage stage) {
    return stage == Stage.edgetpu
        ? Objects.requireNonNullElse(settings.edgeTpuImage(), settings.image())
        : settings.image();
  }

  private List<EnvVar> environment(Stage stage) {
    var environment = new ArrayList<EnvVar>();
    environment.add(value("ATOLL_TERMINATION_LOG", TERMINATION_LOG));
    environment.add(value("TMPDIR", "/tmp"));
    environment.add(value("HOME", "/tmp"));
    if (stage == Stage.convert) // the Job's own deadline comes first
    environment.add(value("ATOLL_STAGE_DEADLINE", settings.timeout().toString()));
    if (stage == Stage.edgetpu && settings.edgeTpuImage() != null)
      environment.add(value("ATOLL_EDGETPU_COMPILER", settings.edgeTpuCompiler()));
    if (stage == Stage.edgetpu && settings.edgeTpuDeadline() != null)
      environment.add(value("ATOLL_EDGETPU_DEADLINE", settings.edgeTpuDeadline().toString()));
    if (stage.readsSource()) {
      new TreeMap<>(settings.fetchEnvironment()).forEach((k, v) -> environment.add(value(k, v)));
      if (settings.sourceCa() != null)
        environment.add(value("ATOLL_SOURCE_CA", AUTHORITIES_FOLDER + "/" + AUTHORITIES_FILE));
      if (!credentials.isEmpty()) {
        environment.add(value("ATOLL_CREDENTIALS", SOURCE_FOLDER));
        environment.add(secret("ATOLL_ALLOWED_HOSTS", credentials, ALLOWED_HOSTS));
      }
    }
    if (stage.usesRegistry() && settings.registrySecret() != null) {
      environment.add(value("ATOLL_REGISTRY_CONFIG", REGISTRY_FOLDER + "/.dockerconfigjson"));
    }
    return environment;
  }

  private static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static EnvVar secret(String name, String secret, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(key, secret, false)
        .endValueFrom()
        .build();
  }

  private List<VolumeMount> mounts(Stage stage) {
    var mounts = new ArrayList<VolumeMount>();
    mounts.addAll(work(stage));
    mounts.add(part(TMP, stage.name(), "/tmp", false));
    mounts.add(
        new VolumeMountBuilder()
            .withName(REQUEST)
            .withMountPath("/work/request.json")
            .withSubPath("request.json")
            .withReadOnly(true)
            .build());
    if (stage.readsSource() && !credentials.isEmpty()) mounts.add(readOnly(SOURCE, SOURCE_FOLDER));
    if (stage.readsSource() && settings.sourceCa() != null)
      mounts.add(readOnly(AUTHORITIES, AUTHORITIES_FOLDER));
    if (stage.usesRegistry() && settings.registrySecret() != null)
      mounts.add(readOnly(REGISTRY, REGISTRY_FOLDER));
    return mounts;
  }

  /**
   * A stage that runs somebody's model sees what earlier ones left, and writes into its own folder
   * only: it must not change what was fetched, nor the key under which the artifact is found.
   */
  private static List<VolumeMount> work(Stage stage) {
    if (stage.mayNameArtifact() || stage.readsSource()) return List.of(mount(WORK, "/work"));
    return Stream.of(Stage.values())
        .filter(s -> s.compareTo(stage) <= 0)
        .map(s -> part(WORK, s.name(), "/work/" + s.name(), s != stage))
        .toList();
  }

  private static VolumeMount part(String volume, String folder, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withSubPath(folder)
        .withReadOnly(readOnly)
        .build();
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  private static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  /** Memory cannot be taken back from a process, so request and limit are one. */
  private ResourceRequirements resources(Stage stage) {
    var memory = stage.heavy() ? settings.memory() : LIGHT_MEMORY;
    return new ResourceRequirementsBuilder()
        .withRequests(Map.of("cpu", stage.heavy() ? settings.cpu() : LIGHT_CPU, "memory", memory))
        .withLimits(Map.of("memory", memory))
        .build();
  }
}
