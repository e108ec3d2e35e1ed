package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileJob;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
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

  /**
   * The fence first: no pod is to run without it.
   *
   * @throws InTheWayException when another Job has the name
   */
  void create(CompileJob job) {
    var namespace = job.id().namespace();
    // Each time: somebody may have taken it down since.
    client.resource(EgressPolicy.of(namespace, settings)).patch(forced());
    try {
      client.resource(JobManifest.of(job, settings)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) throw e;
      // An operator before this one may have made it: its name says that it is the same run.
      var there = named(namespace, JobName.of(job.id())).get();
      if (there != null && !(JobName.genuine(there) && JobName.id(there).equals(job.id())))
        throw new InTheWayException(JobName.of(job.id()));
    }
  }

  /** Somebody else's Job has the name of ours. */
  static final class InTheWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InTheWayException(String job) {
      super("Job " + job + " is not of this revision and has the name of its compile: delete it");
    }
  }

  private static PatchContext forced() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(MANAGER)
        .withForce(true)
        .build();
  }

  /**
   * Its pod is ended first, so that the next of this name runs alone. Nothing when it is gone: a
   * newer one of its name is another.
   */
  void delete(Job job) {
    var metadata = job.getMetadata();
    var options =
        new DeleteOptionsBuilder()
            .withPropagationPolicy(DeletionPropagation.FOREGROUND.toString())
            .withNewPreconditions()
            .withUid(metadata.getUid())
            .endPreconditions()
            .build();
    unlessGone(() ->
        // The client's own deletions know no uid.
        client.raw(
            "/apis/batch/v1/namespaces/%s/jobs/%s"
                .formatted(metadata.getNamespace(), metadata.getName()),
            "DELETE",
            options));
  }

  /** Writes onto it that its outcome is known elsewhere; nothing when it is gone. */
  void record(Job job) {
    var metadata = job.getMetadata();
    unlessGone(() ->
        named(metadata.getNamespace(), metadata.getName())
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"uid\":\"%s\",\"annotations\":{\"%s\":\"true\"}}}"
                    .formatted(metadata.getUid(), JobName.RECORDED)));
  }

  private static void unlessGone(Runnable request) {
    try {
      request.run();
    } catch (KubernetesClientException e) {
      // The second is of another uid.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) throw e;
    }
  }

  private ScalableResource<Job> named(String namespace, String name) {
    return client.batch().v1().jobs().inNamespace(namespace).withName(name);
  }
}
