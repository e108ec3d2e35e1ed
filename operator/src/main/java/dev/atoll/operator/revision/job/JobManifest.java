package dev.atoll.operator.revision.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.operator.kube.Labels;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileRequest;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Job of one run of the compiler. Pure. */
final class JobManifest {
  static final String REQUEST = "atoll.dev/request";
  static final String SOURCE_DIGEST = "atoll.dev/source-digest";
  static final long NOBODY = 65532;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRACE_SECONDS = 5;

  private JobManifest() {}

  static Job of(CompileJob job, JobSettings settings) {
    var request = request(job);
    return new JobBuilder()
        .withMetadata(metadata(job))
        .withNewSpec()
        // The operator repeats with backoff, and tells why.
        .withBackoffLimit(0)
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("FailJob")
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .endPodFailurePolicy()
        .withActiveDeadlineSeconds(settings.timeout().toSeconds())
        .withTtlSecondsAfterFinished((int) settings.keep().toSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(job))
        .withAnnotations(podAnnotations(job, request))
        .endMetadata()
        .withSpec(pod(job, settings, request))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static ObjectMeta metadata(CompileJob job) {
    var annotations = new HashMap<>(JobName.annotations(job.id()));
    var digest = job.lane().digest();
    if (digest != null) annotations.put(SOURCE_DIGEST, digest);
    return new ObjectMetaBuilder()
        .withName(JobName.of(job.id()))
        .withNamespace(job.id().namespace())
        .withLabels(labels(job))
        .withAnnotations(annotations)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("atoll.dev/v1alpha1")
                .withKind("ModelRevision")
                .withName(job.id().revision())
                .withUid(job.id().uid())
                .withController(true)
                .build())
        .build();
  }

  private static Map<String, String> labels(CompileJob job) {
    return Map.of(
        JobName.COMPONENT,
        JobName.COMPILE,
        "app.kubernetes.io/managed-by",
        "atoll",
        Labels.MODEL,
        job.spec().model(),
        JobName.REVISION,
        job.id().revision());
  }

  private static Map<String, String> podAnnotations(CompileJob job, JsonNode request) {
    var annotations = new HashMap<>(JobName.annotations(job.id()));
    annotations.put(REQUEST, request.toString());
    return annotations;
  }

  private static JsonNode request(CompileJob job) {
    try {
      return JSON.readTree(new String(CompileRequest.json(JSON, job), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  private static PodSpec pod(CompileJob job, JobSettings settings, JsonNode request) {
    var credentials = request.at("/source/credentialsSecretRef/name").asText("");
    var containers = new StageContainers(settings, credentials);
    var init =
        Stream.of(Stage.fetch, Stage.lookup, Stage.convert, Stage.edgetpu)
            .filter(s -> s != Stage.edgetpu || wantsEdgeTpu(request))
            .map(containers::of)
            .toList();
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds((long) GRACE_SECONDS)
        .withNodeSelector(Map.of("kubernetes.io/arch", "amd64", "kubernetes.io/os", "linux"))
        .withNewAffinity()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey(Labels.DEVICE)
        .withOperator("DoesNotExist")
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .endAffinity()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(NOBODY)
        .withRunAsGroup(NOBODY)
        .withFsGroup(NOBODY)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withImagePullSecrets(
            settings.pullSecret() == null
                ? List.of()
                : List.of(
                    new io.fabric8.kubernetes.api.model.LocalObjectReference(
                        settings.pullSecret())))
        .withVolumes(volumes(settings, credentials))
        .withInitContainers(init)
        .withContainers(containers.of(Stage.publish))
        .build();
  }

  private static boolean wantsEdgeTpu(JsonNode request) {
    for (var variant : request.path("variants"))
      if (variant.asText().equals("EdgeTpu")) return true;
    return false;
  }

  private static List<Volume> volumes(JobSettings settings, String credentials) {
    var volumes = new ArrayList<Volume>();
    volumes.add(scratch(StageContainers.WORK, settings.workSize()));
    volumes.add(scratch(StageContainers.TMP, settings.workSize()));
    volumes.add(
        new VolumeBuilder()
            .withName(StageContainers.REQUEST)
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("request.json")
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['" + REQUEST + "']")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .build());
    if (!credentials.isEmpty()) volumes.add(secret(StageContainers.SOURCE, credentials));
    if (settings.sourceCa() != null) volumes.add(authorities(settings.sourceCa()));
    if (settings.registrySecret() != null)
      volumes.add(secret(StageContainers.REGISTRY, settings.registrySecret()));
    return volumes;
  }

  private static Volume scratch(String name, Quantity size) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(size)
        .endEmptyDir()
        .build();
  }

  /**
   * Optional, because a volume that is missing stops a pod without a word; each that mounts it also
   * has a variable from it, whose absence is told.
   */
  private static Volume secret(String name, String secret) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withOptional(true)
        .withDefaultMode(0440)
        .endSecret()
        .build();
  }

  /** Optional too: the stage says that the file is missing. */
  private static Volume authorities(JobSettings.SourceCa ca) {
    return new VolumeBuilder()
        .withName(StageContainers.AUTHORITIES)
        .withNewConfigMap()
        .withName(ca.configMap())
        .withOptional(true)
        .addNewItem(ca.key(), null, StageContainers.AUTHORITIES_FILE)
        .endConfigMap()
        .build();
  }

  /** Of Jobs and pods of compiles. */
  static io.fabric8.kubernetes.api.model.LabelSelector selector() {
    return new LabelSelectorBuilder().addToMatchLabels(JobName.COMPONENT, JobName.COMPILE).build();
  }
}
