package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.operator.revision.CompileId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobManifestTest {
  private static PodSpec pod(JobSettings settings) {
    return JobManifest.of(Jobs.job("s3-credentials"), settings).getSpec().getTemplate().getSpec();
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  private static Container stage(PodSpec pod, String name) {
    return containers(pod).stream().filter(c -> c.getName().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> mounts(Container container) {
    return container.getVolumeMounts().stream().map(VolumeMount::getName).toList();
  }

  private static List<String> variables(Container container) {
    return container.getEnv().stream().map(EnvVar::getName).toList();
  }

  @Test
  void stagesRunInOrderAndThoseOfTheEdgeTpuOnlyWhenAsked() {
    assertThat(containers(pod(Jobs.settings())))
        .extracting(Container::getName)
        .containsExactly("fetch", "lookup", "convert", "publish");
    assertThat(stage(pod(Jobs.settings()), "convert").getArgs())
        .containsExactly("stage", "convert", "--work", "/work");
  }

  @Test
  void eachStageHasTheCredentialsItNeedsAndNoOthers() {
    var pod = pod(Jobs.settings());
    assertThat(mounts(stage(pod, "fetch"))).contains("source-credentials");
    assertThat(variables(stage(pod, "fetch")))
        .contains("ATOLL_CREDENTIALS", "ATOLL_ALLOWED_HOSTS", "AWS_REGION");
    for (var other : List.of("lookup", "convert", "publish")) {
      assertThat(mounts(stage(pod, other))).doesNotContain("source-credentials");
      assertThat(variables(stage(pod, other)))
          .doesNotContain("ATOLL_CREDENTIALS", "ATOLL_ALLOWED_HOSTS", "AWS_REGION");
    }
    for (var user : List.of("lookup", "publish"))
      assertThat(mounts(stage(pod, user))).contains("registry-credentials");
    for (var other : List.of("fetch", "convert"))
      assertThat(mounts(stage(pod, other))).doesNotContain("registry-credentials");
  }

  @Test
  void aStageThatRunsAModelWritesIntoItsOwnFolderOnly() {
    var convert =
        stage(pod(Jobs.settings()), "convert").getVolumeMounts().stream()
            .filter(m -> m.getName().equals("work"))
            .toList();
    assertThat(convert)
        .extracting(VolumeMount::getMountPath, VolumeMount::getSubPath, VolumeMount::getReadOnly)
        .containsExactly(
            tuple("/work/fetch", "fetch", true),
            tuple("/work/lookup", "lookup", true),
            tuple("/work/convert", "convert", false));
  }

  @Test
  void noStageFindsWhatAnotherLeftInItsTemporaryFolder() {
    assertThat(containers(pod(Jobs.settings())))
        .flatExtracting(Container::getVolumeMounts)
        .filteredOn(m -> m.getName().equals("tmp"))
        .extracting(VolumeMount::getSubPath)
        .containsExactly("fetch", "lookup", "convert", "publish");
  }

  @Test
  void hostsComeOutOfTheSecretItself() {
    var hosts =
        stage(pod(Jobs.settings()), "fetch").getEnv().stream()
            .filter(e -> e.getName().equals("ATOLL_ALLOWED_HOSTS"))
            .findFirst()
            .orElseThrow()
            .getValueFrom()
            .getSecretKeyRef();
    assertThat(hosts.getName()).isEqualTo("s3-credentials");
    assertThat(hosts.getKey()).isEqualTo("allowed-hosts");
    assertThat(hosts.getOptional()).isFalse();
  }

  @Test
  void authoritiesOfTheSourcesComeFromTheConfigMapIntoTheFetchAlone() {
    var pod = pod(Jobs.settings());
    assertThat(value(stage(pod, "fetch"), "ATOLL_SOURCE_CA")).isEqualTo("/source-ca/ca.pem");
    assertThat(mounts(stage(pod, "fetch"))).contains("source-ca");
    for (var other : List.of("lookup", "convert", "publish")) {
      assertThat(mounts(stage(pod, other))).doesNotContain("source-ca");
      assertThat(variables(stage(pod, other))).doesNotContain("ATOLL_SOURCE_CA");
    }
    assertThat(pod.getVolumes())
        .filteredOn(v -> v.getConfigMap() != null)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.getConfigMap().getName()).isEqualTo("company-ca");
          assertThat(v.getConfigMap().getItems())
              .extracting(KeyToPath::getKey, KeyToPath::getPath)
              .containsExactly(tuple("root.pem", "ca.pem"));
        });
  }

  @Test
  void edgeTpuCompilerHasItsImageItsPlaceAndItsDeadline() {
    var image = "registry.example/mine@sha256:" + "b".repeat(64);
    var pod =
        JobManifest.of(Jobs.edgeTpuJob(), Jobs.settings(Jobs.IMAGE, image, Map.of(), List.of()))
            .getSpec()
            .getTemplate()
            .getSpec();
    var edgeTpu = stage(pod, "edgetpu");
    assertThat(edgeTpu.getImage()).isEqualTo(image);
    assertThat(value(edgeTpu, "ATOLL_EDGETPU_COMPILER")).isEqualTo("/usr/bin/edgetpu_compiler");
    assertThat(value(edgeTpu, "ATOLL_EDGETPU_DEADLINE")).isEqualTo("PT20M");
    assertThat(variables(stage(pod, "convert"))).doesNotContain("ATOLL_EDGETPU_DEADLINE");
  }

  private static String value(Container container, String variable) {
    return container.getEnv().stream()
        .filter(e -> e.getName().equals(variable))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("");
  }

  @Test
  void podIsRestricted() {
    var pod = pod(Jobs.settings());
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(containers(pod))
        .allSatisfy(c -> {
          var context = c.getSecurityContext();
          assertThat(context.getAllowPrivilegeEscalation()).isFalse();
          assertThat(context.getReadOnlyRootFilesystem()).isTrue();
          assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
          assertThat(c.getResources().getLimits()).containsKey("memory");
          assertThat(c.getImage()).contains("@sha256:");
        });
  }

  @Test
  void jobIsBoundedAndKeptOffDevices() {
    var spec = JobManifest.of(Jobs.job(null), Jobs.settings()).getSpec();
    assertThat(spec.getBackoffLimit()).isZero();
    assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(1800);
    assertThat(spec.getTtlSecondsAfterFinished()).isEqualTo(3600);
    var pod = spec.getTemplate().getSpec();
    assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/arch", "amd64");
    assertThat(
            pod.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .getFirst()
                .getMatchExpressions())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.getKey()).isEqualTo("atoll.dev/device");
          assertThat(e.getOperator()).isEqualTo("DoesNotExist");
        });
  }

  @Test
  void requestTravelsWithThePodAndTheRevisionOwnsTheJob() throws Exception {
    var job = JobManifest.of(Jobs.job("s3-credentials"), Jobs.settings());
    var request =
        new ObjectMapper()
            .readTree(
                job.getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getAnnotations()
                    .get(JobManifest.REQUEST));
    assertThat(request.at("/source/savedModel/uri").asText()).isEqualTo("s3://models/digits/1");
    assertThat(request.path("repository").asText()).isEqualTo("registry.example/atoll/vision");
    assertThat(job.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(o -> {
          assertThat(o.getKind()).isEqualTo("ModelRevision");
          assertThat(o.getUid()).isEqualTo(Jobs.ID.uid());
          assertThat(o.getController()).isTrue();
        });
    assertThat(JobName.id(job)).isEqualTo(Jobs.ID);
  }

  @Test
  void nameIsTheSameForTheSameRunAndFitsIntoALabel() {
    assertThat(JobName.of(Jobs.ID)).isEqualTo(JobName.of(Jobs.ID));
    var names =
        List.of(
            Jobs.ID,
            new CompileId("vision", Jobs.ID.revision(), Jobs.ID.uid(), "2"),
            new CompileId("vision", Jobs.ID.revision(), "another", "1"),
            new CompileId("vision", "m".repeat(52) + "-0123456789", Jobs.ID.uid(), "1"));
    assertThat(names.stream().map(JobName::of).toList())
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
  }

  @Test
  void fenceLetsNothingInAndOutToPublicAddressesNamesAndWhatIsAllowed() {
    var spec = EgressPolicy.of("vision", Jobs.settings()).getSpec();
    assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(spec.getIngress()).isEmpty();
    assertThat(spec.getPodSelector().getMatchLabels())
        .isEqualTo(Map.of("app.kubernetes.io/component", "atoll-compile"));
    var blocks =
        spec.getEgress().stream()
            .flatMap(r -> r.getTo().stream())
            .filter(t -> t.getIpBlock() != null)
            .map(t -> t.getIpBlock())
            .toList();
    assertThat(blocks).extracting(b -> b.getCidr()).contains("0.0.0.0/0", "::/0", "10.1.2.0/24");
    assertThat(blocks.getFirst().getExcept()).contains("169.254.0.0/16", "10.0.0.0/8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"registry.example/atoll-compiler:1.0", "registry.example/x@sha256:abc", ""})
  void imageThatIsNotPinnedIsRefused(String image) {
    assertThatThrownBy(() -> Jobs.settings(image, null, Map.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by digest");
  }

  @Test
  void secretsAndWrongNetworksAreRefusedInTheSettings() {
    assertThatThrownBy(
            () -> Jobs.settings(Jobs.IMAGE, null, Map.of("AWS_SECRET_ACCESS_KEY", "x"), List.of()))
        .hasMessageContaining("credentialsSecretRef");
    assertThatThrownBy(() -> Jobs.settings(Jobs.IMAGE, null, Map.of(), List.of("registry.example")))
        .hasMessageContaining("CIDR");
  }
}
