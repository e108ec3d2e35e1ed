package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileReason;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import dev.atoll.operator.revision.Lane;
import dev.atoll.operator.revision.RegistrySettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

  /** A Job that was made and not seen for so long came and went while nobody could watch. */
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
  private final Runs runs = new Runs();
  private final Predicate<CompileId> current;
  private final JobEnds ends;
  private final StageLogs logs;
  private final Duration unseen;

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
    this(client, settings, registry, clock, current, UNSEEN);
  }

  JobBackend(
      KubernetesClient client,
      JobSettings settings,
      RegistrySettings registry,
      InstantSource clock,
      Predicate<CompileId> current,
      Duration unseen) {
    this.unseen = unseen;
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
    boolean begun;
    synchronized (this) {
      var held = runs.state(id);
      if (held.isPresent()) return held.get();
      begun = runs.begun(id);
    }
    var job = cache.job(id).filter(j -> !JobName.recorded(j));
    if (job.isPresent()) return state(id, view(job.get()));
    return begun ? new Running(JobStates.STARTING) : new Unknown();
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
      if (runs.pending(id)) return;
      var known = cache.job(id);
      if (known.filter(j -> !runs.forgotten(id) && !JobName.recorded(j)).isPresent()) {
        moved = List.of(id); // it runs, or its outcome is news: state() tells
      } else {
        // It is from before this was asked, for example for an earlier value of retry.
        known.ifPresent(old -> threads.execute(() -> makeRoom(old, id)));
        moved = runs.add(job);
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
      moved = runs.forget(id, cache.job(id).isPresent());
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
    return runs.forgotten(id);
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
      runs.seen(id, cache.job(id).isPresent());
    }
    if (unwanted(id)) leave(id);
    if (unwanted(id) || cache.job(id).isEmpty()) logs.forget(id);
    tell(id);
    drain();
  }

  private void tell(CompileId id) {
    listeners.forEach(l -> l.accept(id));
  }

  /** Starts what may start. */
  private void drain() {
    Runs.Taken taken;
    synchronized (this) {
      taken = runs.take(running(), settings.maxConcurrent(), job -> cache.job(job.id()).isEmpty());
    }
    taken.starting().forEach(run -> threads.execute(() -> create(run)));
    taken.moved().forEach(this::tell);
  }

  /** In the cluster or on the way into it. */
  private List<Lane> running() {
    var lanes = new ArrayList<>(runs.begunLanes());
    for (var job : cache.all()) {
      var id = JobName.id(job);
      if (runs.begun(id) || !(runs.own(id) || current.test(id))) continue;
      if (!settled(job)) lanes.add(lane(job));
    }
    return lanes;
  }

  private static Lane lane(Job job) {
    var metadata = job.getMetadata();
    return new Lane(
        metadata.getNamespace(), metadata.getAnnotations().get(JobManifest.SOURCE_DIGEST));
  }

  private void create(Runs.Begun run) {
    var id = run.id();
    try {
      writer.create(run.job());
    } catch (KubernetesClientException e) {
      notMade(
          id,
          CompileReason.CompileNotStarted,
          "the API server does not take the Job of the compile: " + e.getMessage());
    } catch (JobWriter.InTheWayException e) {
      notMade(id, CompileReason.CompileNotStarted, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("Making the Job of {} broke off", id.revision(), e);
      notMade(id, CompileReason.InternalError, "making the Job of the compile broke off: " + e);
    } finally {
      CompletableFuture.delayedExecutor(unseen.toMillis(), TimeUnit.MILLISECONDS, threads)
          .execute(() -> giveUp(run));
    }
  }

  /** A Job that nobody saw holds no place in the queue for ever. */
  private void giveUp(Runs.Begun run) {
    synchronized (this) {
      runs.giveUp(run);
    }
    if (cache.job(run.id()).isEmpty()) changed(run.id());
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
      moved = runs.failed(id, new CompileResult.Refused(reason.name(), why, true));
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
