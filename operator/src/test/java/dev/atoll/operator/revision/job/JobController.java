package dev.atoll.operator.revision.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/**
 * Writes what the controller of Jobs, a kubelet and the garbage collector would; none of them runs.
 *
 * @param rights a client with those of the controller of Jobs
 */
record JobController(KubernetesClient administrator, KubernetesClient rights) {
  /** What the garbage collector does once the pods of a deleted Job are gone. */
  void release() {
    var jobs = administrator.batch().v1().jobs().inNamespace(JobCluster.NAMESPACE);
    for (var job : jobs.list().getItems()) {
      if (job.getMetadata().getDeletionTimestamp() == null) continue;
      job.getMetadata().setFinalizers(List.of());
      administrator.resource(job).update();
    }
  }

  /** What is written when a Job failed. */
  void fail(Job job, String reason) {
    job.setStatus(
        new JobStatusBuilder()
            .withStartTime(JobCluster.TIME)
            .withConditions(condition("FailureTarget", reason), condition("Failed", reason))
            .build());
    administrator.resource(job).updateStatus();
  }

  private static JobCondition condition(String type, String reason) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withLastTransitionTime(JobCluster.TIME)
        .build();
  }

  /** The pod as kubelet writes it: one stage ended so, the next has begun. */
  Pod pod(Job job, String stage, String message) {
    var template = job.getSpec().getTemplate();
    var pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withName(job.getMetadata().getName() + "-x")
            .withNamespace(JobCluster.NAMESPACE)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    var made = rights.resource(pod).create();
    made.setStatus(
        new PodStatusBuilder()
            .withPhase("Pending")
            .addNewInitContainerStatus()
            .withName(stage)
            .withImage("i")
            .withImageID("i")
            .withReady(true)
            .withRestartCount(0)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .withMessage(message)
            .endTerminated()
            .endState()
            .endInitContainerStatus()
            .build());
    return administrator.resource(made).updateStatus();
  }
}
