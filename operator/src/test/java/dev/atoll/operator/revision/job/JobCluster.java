package dev.atoll.operator.revision.job;

import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.TestApiServer;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.RegistrySettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Job backend with a real API server and the rights of the operator's service account; another
 * for each test.
 */
final class JobCluster implements AfterEachCallback {
  static final String NAMESPACE = "jobs";
  static final String TIME = "2026-11-22T12:00:00Z";

  private static final Duration UNSEEN = Duration.ofMinutes(1);

  /** The revisions of which the backend said that something changed. */
  final Set<String> told = new ConcurrentSkipListSet<>();

  /** The runs at which their revisions are. */
  final Set<CompileId> current = ConcurrentHashMap.newKeySet();

  private final TestApiServer server;
  private final KubernetesClient administrator;
  private final JobController controller;
  private KubernetesClient operator;
  private JobBackend backend;

  JobCluster() {
    try {
      server = TestApiServer.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.namespace(NAMESPACE);
    administrator = server.client();
    controller = new JobController(administrator, server.jobController());
    operator = server.operatorClient();
    backend = backend(operator, UNSEEN);
    backend.open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    backend.close();
    operator.close();
    controller.rights().close();
    administrator.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
    administrator.batch().v1().jobs().inNamespace(NAMESPACE).delete();
    controller.release();
    administrator.resources(ModelRevision.class).inNamespace(NAMESPACE).delete();
  }

  KubernetesClient administrator() {
    return administrator;
  }

  /** With the rights of the operator and no more. */
  KubernetesClient operator() {
    return operator;
  }

  JobBackend backend() {
    return backend;
  }

  JobController controller() {
    return controller;
  }

  /** Ends the operator, and starts another. */
  void restart() {
    restartWithoutCaches(UNSEEN);
    backend.open();
  }

  /**
   * The next operator sees nothing of what is in the cluster.
   *
   * @param unseen after which it gives up a Job that it made and does not see
   */
  void restartWithoutCaches(Duration unseen) {
    backend.close();
    operator.close();
    operator = server.operatorClient();
    backend = backend(operator, unseen);
  }

  private JobBackend backend(KubernetesClient operator, Duration unseen) {
    var made =
        new JobBackend(
            operator,
            Jobs.settings(),
            new RegistrySettings("registry.example/atoll", false),
            Clock.systemUTC(),
            current::contains,
            unseen);
    made.onChange(id -> told.add(id.revision()));
    return made;
  }

  /**
   * Of a revision that is there.
   *
   * @param second in which it was asked for
   */
  CompileJob compile(String name, int second) {
    var source =
        new Source(
            new Source.SavedModel("s3://models/" + name, null, null),
            null,
            null,
            null,
            null,
            null,
            "sha256:" + "%064x".formatted(name.hashCode()),
            null);
    var revision = new ModelRevision();
    revision.getMetadata().setName(name);
    revision.getMetadata().setNamespace(NAMESPACE);
    revision.setSpec(
        new ModelRevisionSpec(
            "m", source, new Calibration("s3://c.npz", 9), null, null, null, null, null));
    var made = administrator.resource(revision).create();
    return new CompileJob(
        new CompileId(NAMESPACE, name, made.getMetadata().getUid(), "1"),
        revision.getSpec(),
        "registry.example/atoll/" + NAMESPACE,
        false,
        Instant.parse(TIME).plusSeconds(second));
  }

  /** Starts them, and returns when their Jobs are there. */
  void run(CompileJob... compiles) {
    for (var compile : compiles) backend.start(compile);
    awaitJobs(compiles);
  }

  void awaitJobs(CompileJob... compiles) {
    for (var compile : compiles) await().until(() -> jobs(compile).size() == 1);
  }

  void awaitFinished(CompileJob compile) {
    await().until(() -> backend.state(compile.id()) instanceof Finished);
  }

  List<Job> jobs(CompileJob compile) {
    return administrator
        .batch()
        .v1()
        .jobs()
        .inNamespace(NAMESPACE)
        .withLabel("atoll.dev/revision", compile.id().revision())
        .list()
        .getItems();
  }

  Job job(CompileJob compile) {
    return jobs(compile).getFirst();
  }

  String uid(CompileJob compile) {
    return job(compile).getMetadata().getUid();
  }

  /** Returns when all its Jobs are being deleted. */
  void awaitDeletion(CompileJob compile) {
    await()
        .until(() ->
            jobs(compile).stream().allMatch(j -> j.getMetadata().getDeletionTimestamp() != null));
  }

  /** Returns when it is noted on the Job that its outcome is known, which leaves it there. */
  void awaitRecord(CompileJob compile) {
    await()
        .until(() ->
            job(compile).getMetadata().getAnnotations().containsKey("atoll.dev/outcome-recorded"));
  }
}
