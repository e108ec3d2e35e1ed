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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs compiles as Kubernetes Jobs. What runs or ended stands in the cluster: an operator that was
 * restarted finds its Jobs by their names and goes on, also with the outcome of one that ended
 * while nobody looked. Only the queue is in memory, and it is made again from the revisions.
 */
public final class JobBackend implements CompileBackend, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobBackend.class);

  private static final Duration UNSEEN = Duration.ofMinutes(1);

  /** Between two changes of a stage that only a log tells, in the long run. */
  private static final Duration REST = Duration.ofSeconds(1);

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
  // Made here, and not yet gone.
  private final Set<CompileId> own = new HashSet<>();
  private final Predicate<CompileId> current;
  private final JobEnds ends;
  private final StageLogs logs;

  /** Asked for, and not yet seen in the cluster. */
  private record Begun(Lane lane, Instant since) {}

  /**
   * @param current whether it is the run that the status of a revision speaks of: no other Job
   *     counts as one that runs, whatever it says of itself
   */
  public JobBackend(
      KubernetesClient client,
      JobSettings settings,
      RegistrySettings registry,
      InstantSource clock,
      Predicate<CompileId> current) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    this.states = new JobStates(settings, settings.patience());
    this.cache = new JobCache(client, this::changed);
    this.writer = new JobWriter(client, settings);
    this.ends = new JobEnds(writer::delete, writer::record, threads, Duration.ofSeconds(1));
    this.current = current;
    this.logs = new StageLogs(new PodLogs(client), threads, clock, REST, this::tell);
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
    var job = cache.job(id).filter(j -> !JobName.recorded(j));
    if (job.isPresent()) return state(id, view(job.get()));
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

  /** Whoever asks about a run hears of its stages from then on. */
  private CompileState state(CompileId id, JobView view) {
    var state = states.of(view, repository(id));
    if (!(state instanceof Running(String stage, String trouble))) {
      logs.forget(id);
      return state;
    }
    logs.follow(id, view.talking());
    return trouble.isEmpty() ? new Running(logs.stage(id, stage)) : state;
  }

  @Override
  public void start(CompileJob job) {
    var id = job.id();
    List<CompileId> moved;
    synchronized (this) {
      if (queue.contains(id) || begun.containsKey(id)) return;
      var known = cache.job(id);
      if (known.filter(j -> !forgotten.contains(id) && !JobName.recorded(j)).isPresent()) {
        moved = List.of(id); // it runs, or its outcome is news: state() tells
      } else {
        // It is from before this was asked, for example for an earlier value of retry.
        known.ifPresent(old -> threads.execute(() -> makeRoom(old, id)));
        forgotten.remove(id);
        notMade.remove(id);
        moved = reorder(() -> queue.add(job));
      }
    }
    moved.forEach(this::tell);
    drain();
  }

  /** A Job that ended is left to its time to live: people may want to read its logs. */
  @Override
  public void forget(CompileId id) {
    List<CompileId> moved;
    synchronized (this) {
      moved = reorder(() -> queue.remove(id));
      notMade.remove(id);
      if (begun.containsKey(id) || cache.job(id).isPresent()) forgotten.add(id);
    }
    moved.stream().filter(m -> !m.equals(id)).forEach(this::tell);
    logs.forget(id);
    leave(id);
  }

  /** Ends the forgotten Job that still has something to do; notes on the other that it is known. */
  private void leave(CompileId id) {
    var job = cache.job(id);
    if (job.isEmpty()) return;
    if (settled(job.get())) ends.record(job.get());
    else ends.delete(id, () -> cache.job(id).filter(j -> unwanted(id) && !settled(j)));
  }

  private synchronized boolean unwanted(CompileId id) {
    return forgotten.contains(id);
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  private JobView view(Job job) {
    return cache.view(job, clock.instant());
  }

  private boolean settled(Job job) {
    return states.settled(view(job), repository(JobName.id(job)));
  }

  private String repository(CompileId id) {
    return registry.repository(id.namespace());
  }

  private void changed(CompileId id) {
    synchronized (this) {
      if (cache.job(id).isPresent()) begun.remove(id);
      else if (!begun.containsKey(id)) {
        forgotten.remove(id);
        own.remove(id);
      }
    }
    if (unwanted(id)) leave(id);
    if (unwanted(id) || cache.job(id).isEmpty()) logs.forget(id);
    tell(id);
    drain();
  }

  private void tell(CompileId id) {
    listeners.forEach(l -> l.accept(id));
  }

  /** Changes the queue; says who is at another place then. */
  private List<CompileId> reorder(Runnable change) {
    var before = queue.positions();
    change.run();
    return CompileQueue.moved(before, queue.positions());
  }

  /** Starts what may start. */
  private void drain() {
    var starting = new ArrayList<CompileJob>();
    List<CompileId> moved;
    synchronized (this) {
      moved =
          reorder(() ->
              starting.addAll(
                  queue.take(
                      running(), settings.maxConcurrent(), job -> cache.job(job.id()).isEmpty())));
      for (var job : starting) {
        var asked = new Begun(job.lane(), clock.instant());
        begun.put(job.id(), asked);
        own.add(job.id());
        CompletableFuture.delayedExecutor(UNSEEN.toMillis(), TimeUnit.MILLISECONDS, threads)
            .execute(() -> giveUp(job.id(), asked));
      }
    }
    starting.forEach(job -> threads.execute(() -> create(job)));
    moved.forEach(this::tell);
  }

  /** A Job that came and went while nobody could watch holds no place in the queue for ever. */
  private void giveUp(CompileId id, Begun asked) {
    synchronized (this) {
      if (begun.get(id) != asked) return;
      begun.remove(id);
    }
    changed(id);
  }

  /** In the cluster or on the way into it. */
  private List<Lane> running() {
    var lanes = new ArrayList<Lane>();
    begun.values().forEach(b -> lanes.add(b.lane()));
    for (var job : cache.all()) {
      var id = JobName.id(job);
      if (begun.containsKey(id) || !(own.contains(id) || current.test(id))) continue;
      if (!settled(job)) lanes.add(lane(job));
    }
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
      notMade(
          job.id(),
          CompileReason.CompileNotStarted,
          "the API server does not take the Job of the compile: " + e.getMessage());
    } catch (JobWriter.InTheWayException e) {
      notMade(job.id(), CompileReason.CompileNotStarted, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("Making the Job of {} broke off", job.id().revision(), e);
      notMade(
          job.id(), CompileReason.InternalError, "making the Job of the compile broke off: " + e);
    }
  }

  /** Deletes the Job that has the name which another is to get. */
  private void makeRoom(Job old, CompileId id) {
    try {
      writer.delete(old);
    } catch (RuntimeException e) {
      notMade(
          id,
          CompileReason.CompileNotStarted,
          "Job %s of an earlier run is in the way and cannot be deleted: %s"
              .formatted(old.getMetadata().getName(), e.getMessage()));
    }
  }

  private void notMade(CompileId id, CompileReason reason, String why) {
    LOG.warn("Job of {} was not made: {}", id.revision(), why);
    List<CompileId> moved;
    synchronized (this) {
      begun.remove(id);
      moved = reorder(() -> queue.remove(id));
      notMade.put(id, new CompileResult.Refused(reason.name(), why, true));
    }
    tell(id);
    moved.stream().filter(m -> !m.equals(id)).forEach(this::tell);
    drain();
  }

  /** Jobs go on without the operator. */
  @Override
  public void close() {
    cache.close();
    logs.close();
    threads.close();
  }
}
