package dev.atoll.operator.revision.job;

import dev.atoll.operator.kube.LeanStore;
import dev.atoll.operator.revision.CompileId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Jobs of compiles in all namespaces, and their pods. */
final class JobCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobCache.class);
  private static final String BY_JOB = "job";
  private static final long START_SECONDS = 30;

  private final SharedIndexInformer<Job> jobs;
  private final SharedIndexInformer<Pod> pods;

  /**
   * @param changed hears of every change of a Job or its pods; of what is gone too
   */
  JobCache(KubernetesClient client, Consumer<CompileId> changed) {
    jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inAnyNamespace()
            .withLabel(JobName.COMPONENT, JobName.COMPILE)
            .runnableInformer(0);
    pods =
        client
            .pods()
            .inAnyNamespace()
            .withLabel(JobName.COMPONENT, JobName.COMPILE)
            .runnableInformer(0);
    jobs.itemStore(new LeanStore<>());
    pods.itemStore(new LeanStore<>());
    pods.addIndexers(Map.of(BY_JOB, p -> List.of(key(p.getMetadata().getNamespace(), owner(p)))));
    jobs.addEventHandler(new Listener<>(changed));
    pods.addEventHandler(new Listener<>(changed));
    jobs.exceptionHandler((started, error) -> started);
    pods.exceptionHandler((started, error) -> started);
  }

  private static String owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        // Others may name a Job as their owner too, and would then speak for it.
        .filter(o -> o.getKind().equals("Job") && Boolean.TRUE.equals(o.getController()))
        .map(o -> o.getUid())
        .findFirst()
        .orElse("");
  }

  private static String key(String namespace, String job) {
    return namespace + "/" + job;
  }

  /**
   * Returns when all are known.
   *
   * @throws IllegalStateException when the API server does not let the operator read them
   */
  void start() {
    var started =
        CompletableFuture.allOf(
            jobs.start().toCompletableFuture(), pods.start().toCompletableFuture());
    try {
      started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IllegalStateException(
          "the API server does not answer lists of Jobs and Pods: may the operator read them?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while the caches were filling", e);
    }
  }

  /** The Job of this run; another of its name is none. */
  Optional<Job> job(CompileId id) {
    return Optional.ofNullable(jobs.getStore().getByKey(key(id.namespace(), JobName.of(id))))
        .filter(job -> JobName.genuine(job) && JobName.id(job).equals(id));
  }

  List<Job> all() {
    return jobs.getStore().list().stream().filter(JobName::genuine).toList();
  }

  JobView view(Job job, Instant now) {
    var metadata = job.getMetadata();
    var own = pods.getIndexer().byIndex(BY_JOB, key(metadata.getNamespace(), metadata.getUid()));
    return JobView.of(job, own, now);
  }

  @Override
  public void close() {
    jobs.stop();
    pods.stop();
  }

  private record Listener<T extends HasMetadata>(Consumer<CompileId> changed)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      tell(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      tell(after);
    }

    @Override
    public void onDelete(T gone, boolean finalStateUnknown) {
      tell(gone);
    }

    private void tell(T object) {
      try {
        changed.accept(JobName.id(object));
      } catch (RuntimeException e) {
        LOG.error("An event was not handed on; the next periodic reconcile makes up for it", e);
      }
    }
  }
}
