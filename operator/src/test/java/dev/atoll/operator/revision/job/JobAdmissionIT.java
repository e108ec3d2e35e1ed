package dev.atoll.operator.revision.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server's policies let others do with the Jobs and pods of compiles. */
class JobAdmissionIT {
  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.STRATEGIC_MERGE)
          .withDryRun(List.of("All"))
          .build();

  @RegisterExtension final JobCluster cluster = new JobCluster();

  /** What stands in them is believed, so nobody else may make them, nor turn others into them. */
  @Test
  void onlyTheOperatorMakesJobsOfCompilesAndOnlyTheirControllerPods() {
    var compile = cluster.compile("policy", 1);
    cluster.run(compile);
    var real = cluster.job(compile);
    var labels = real.getSpec().getTemplate().getMetadata().getLabels();
    labels.keySet().removeIf(k -> k.contains("uid") || k.contains("job-name"));
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace(JobCluster.NAMESPACE)
            .withName("somebodys")
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .withTemplate(real.getSpec().getTemplate())
            .endSpec()
            .build();
    // a policy takes a moment to act
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> cluster.administrator().resource(job).dryRun().create())
                .hasMessageContaining("made by Atoll's operator alone"));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(JobCluster.NAMESPACE)
            .withName("somebodys")
            .withLabels(labels)
            .endMetadata()
            .withSpec(real.getSpec().getTemplate().getSpec())
            .build();
    assertThatThrownBy(() -> cluster.administrator().resource(pod).dryRun().create())
        .hasMessageContaining("controller of Jobs alone");
    job.getMetadata().setLabels(Map.of("app", "other"));
    assertThatThrownBy(() -> cluster.administrator().resource(job).dryRun().create())
        .hasMessageContaining("or whose pods have it");
    job.getSpec().getTemplate().getMetadata().setLabels(Map.of("app", "other"));
    cluster.administrator().resource(job).create();
    job.getMetadata().setLabels(labels);
    assertThatThrownBy(() -> cluster.administrator().resource(job).dryRun().patch())
        .hasMessageContaining("made by Atoll's operator alone");
  }

  /** Whoever may patch pods could give the stage that publishes another image, or another Job. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\":{\"containers\":[{\"name\":\"publish\",\"image\":\"evil\"}]}}",
        "{\"spec\":{\"initContainers\":[{\"name\":\"lookup\",\"image\":\"evil\"}]}}",
        "{\"metadata\":{\"ownerReferences\":[{\"uid\":\"u\",\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"name\":\"j\"}]}}",
        "{\"metadata\":{\"annotations\":{\"atoll.dev/request\":\"{}\"}}}",
        "{\"metadata\":{\"annotations\":{\"atoll.dev/attempt\":null}}}",
        "{\"metadata\":{\"labels\":{\"atoll.dev/revision\":\"other\"}}}",
        "{\"metadata\":{\"labels\":{\"app.kubernetes.io/component\":null}}}",
        "{\"metadata\":{\"labels\":{\"atoll.dev/more\":\"x\"}}}"
      })
  void nobodyMakesAPodOfACompileIntoAnother(String patch) {
    var compile = cluster.compile("changed", 1);
    cluster.run(compile);
    var pod =
        cluster
            .administrator()
            .pods()
            .resource(cluster.controller().pod(cluster.job(compile), "fetch", ""));
    // a policy takes a moment to act
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> pod.patch(DRY_RUN, patch))
                .hasMessageContaining("changed by nobody but its operator"));
  }

  @Test
  void othersMayNoteWhatTheyLikeOnJobsAndPodsButNoContainersIntoThem() {
    var compile = cluster.compile("noted", 1);
    cluster.run(compile);
    var job = cluster.administrator().resource(cluster.job(compile));
    var pod =
        cluster
            .administrator()
            .pods()
            .resource(cluster.controller().pod(cluster.job(compile), "fetch", ""));
    var note = "{\"metadata\":{\"annotations\":{\"somebody.example/seen\":\"true\"}}}";
    assertThat(pod.patch(DRY_RUN, note)).isNotNull();
    assertThat(job.patch(DRY_RUN, note)).isNotNull();
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> job.patch(DRY_RUN, "{\"spec\":{\"suspend\":true}}"))
                .hasMessageContaining("changed by nobody but its operator"));
    assertThatThrownBy(() ->
            pod.ephemeralContainers()
                .edit(p ->
                    new PodBuilder(p)
                        .editSpec()
                        .addNewEphemeralContainer()
                        .withName("evil")
                        .withImage("evil")
                        .endEphemeralContainer()
                        .endSpec()
                        .build()))
        .hasMessageContaining("changed by nobody but its operator");
  }
}
