package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileJob;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** Writes what compiles need into the cluster; all of it may be repeated. */
final class JobWriter {
  private static final String MANAGER = "atoll-compile";

  private final KubernetesClient client;
  private final JobSettings settings;

  JobWriter(KubernetesClient client, JobSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** The fence first: no pod is to run without it. */
  void create(CompileJob job) {
    var namespace = job.id().namespace();
    // Each time: somebody may have taken it down since.
    client.resource(EgressPolicy.of(namespace, settings)).patch(forced());
    try {
      client.resource(JobManifest.of(job, settings)).create();
    } catch (KubernetesClientException e) {
      // An operator before this one made it: its name says that it is the same run.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) throw e;
    }
  }

  private static PatchContext forced() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(MANAGER)
        .withForce(true)
        .build();
  }

  /** Its pod is ended first, so that the next of this name runs alone. */
  void delete(Job job) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(job.getMetadata().getNamespace())
        .withName(job.getMetadata().getName())
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();
  }
}
