package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileQueue;
import dev.atoll.operator.revision.CompileReason;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import dev.atoll.operator.revision.Lane;
import dev.atoll.operator.revision.RegistrySettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs compiles as Kubernetes Jobs. What runs stands in the cluster: an operator that was restarted
 * finds its Jobs by their names and goes on. Only the queue is in memory, and it is made again from
 * the revisions.
 */
public final class JobBackend implements CompileBackend, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobBackend.class);

  private static final Duration UNSEEN = Duration.ofMinutes(1);

  private final JobSettings settings;
  private final RegistrySettings registry;
  private final InstantSource clock;
  private final JobStates states;
  private final JobCache cache;
  private final JobWriter writer;
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompileQueue queue = new CompileQueue();
  private final Map<CompileId, Begun> begun = new HashMap<>();
  private final Map<CompileId, CompileResult> notMade = new HashMap<>();
  // Of these nothing is known any more, although their Jobs are still there.
  private final Set<CompileId> forgotten = new HashSet<>();

  /** Asked for, and not yet seen in the cluster. */
  private record Begun(Lane lane, Instant since) {}

  public JobBackend(
      KubernetesClient client,
      JobSettings settings,
      RegistrySettings registry,
      InstantSource clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    this.states = new JobStates(settings, Patience.DEFAULT);
    this.cache = new JobCache(client, this::changed);
    this.writer = new JobWriter(client, settings);
  }

  @Override
  public void open() {
    cache.start();
  }

  @Override
  public CompileState state(CompileId id) {
    synchronized (this) {
      var queued = queue.positions().get(id);
      if (queued != null) return queued;
      var failed = notMade.get(id);
      if (failed != null) return new Finished(failed);
      if (forgotten.contains(id)) return new Unknown();
    }
    var job = cache.job(id);
    if (job.isPresent())
      return states.of(cache.view(job.get(), clock.instant()), registry.repository(id.namespace()));
    synchronized (this) {
      var asked = begun.get(id);
      if (asked == null) return new Unknown();
      // Made and gone again before the cache heard of it: it is not waited for without end.
      if (asked.since().plus(UNSEEN).isAfter(clock.instant()))
        return new Running(JobStates.STARTING);
      begun.remove(id);
      return new Unknown();
    }
  }

  @Override
  public void start(CompileJob job) {
    var id = job.id();
    List<CompileId> moved;
    synchronized (this) {
      if (queue.contains(id) || begun.containsKey(id)) return;
      var known = cache.job(id);
      if (known.isPresent() && !forgotten.contains(id) && !view(known.get()).ended()) return;
      // It is from before this was asked, for example for an earlier value of retry.
      known.ifPresent(old -> threads.execute(() -> delete(old)));
      forgotten.remove(id);
      notMade.remove(id);
      var before = queue.positions();
      queue.add(job);
      moved = CompileQueue.moved(before, queue.positions());
    }
    moved.forEach(this::tell);
    drain();
  }

  /** A Job that ended is left to its time to live: people may want to read its logs. */
  @Override
  public void forget(CompileId id) {
    Map<CompileId, CompileState.Queued> before;
    List<CompileId> moved;
    synchronized (this) {
      before = queue.positions();
      queue.remove(id);
      moved = CompileQueue.moved(before, queue.positions());
      notMade.remove(id);
      if (begun.containsKey(id) || cache.job(id).isPresent()) forgotten.add(id);
    }
    moved.stream().filter(m -> !m.equals(id)).forEach(this::tell);
    endForgotten(id);
  }

  private void endForgotten(CompileId id) {
    cache
        .job(id)
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null && !view(job).ended())
        .ifPresent(job -> threads.execute(() -> delete(job)));
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  private JobView view(Job job) {
    return cache.view(job, clock.instant());
  }

  private void changed(CompileId id) {
    boolean unwanted;
    synchronized (this) {
      if (cache.job(id).isPresent()) begun.remove(id);
      else if (!begun.containsKey(id)) forgotten.remove(id);
      unwanted = forgotten.contains(id);
    }
    if (unwanted) endForgotten(id);
    tell(id);
    drain();
  }

  private void tell(CompileId id) {
    listeners.forEach(l -> l.accept(id));
  }

  /** Starts what may start. */
  private void drain() {
    List<CompileJob> starting;
    List<CompileId> moved;
    synchronized (this) {
      var before = queue.positions();
      starting =
          queue.take(running(), settings.maxConcurrent(), job -> cache.job(job.id()).isEmpty());
      starting.forEach(job -> begun.put(job.id(), new Begun(job.lane(), clock.instant())));
      moved = CompileQueue.moved(before, queue.positions());
    }
    starting.forEach(job -> threads.execute(() -> create(job)));
    moved.forEach(this::tell);
  }

  /** In the cluster or on the way into it. */
  private List<Lane> running() {
    var lanes = new ArrayList<Lane>();
    begun.values().forEach(b -> lanes.add(b.lane()));
    for (var job : cache.all())
      if (!begun.containsKey(JobName.id(job)) && !view(job).ended()) lanes.add(lane(job));
    return lanes;
  }

  private static Lane lane(Job job) {
    var metadata = job.getMetadata();
    return new Lane(
        metadata.getNamespace(), metadata.getAnnotations().get(JobManifest.SOURCE_DIGEST));
  }

  private void create(CompileJob job) {
    try {
      writer.create(job);
    } catch (KubernetesClientException e) {
      LOG.warn("Job of {} was not made: {}", job.id().revision(), e.getMessage());
      synchronized (this) {
        begun.remove(job.id());
        notMade.put(
            job.id(),
            new CompileResult.Refused(
                CompileReason.CompileNotStarted.name(),
                "the API server does not take the Job of the compile: " + e.getMessage(),
                true));
      }
      tell(job.id());
      drain();
    }
  }

  private void delete(Job job) {
    try {
      writer.delete(job);
    } catch (KubernetesClientException e) {
      LOG.warn(
          "Job {} was not deleted, it ends by its deadline: {}",
          job.getMetadata().getName(),
          e.getMessage());
    }
  }

  /** Jobs go on without the operator. */
  @Override
  public void close() {
    cache.close();
    threads.close();
  }
}
