package dev.atoll.operator.revision;

import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs compiles as child processes of the operator. For development: a model is code, and here it
 * runs with the operator's rights.
 */
public final class LocalProcessBackend implements CompileBackend, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalProcessBackend.class);

  private final LocalProcessSettings settings;
  private final Map<CompileId, Run> runs = new LinkedHashMap<>();
  private final Set<String> busyLanes = new HashSet<>();
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int running;

  public LocalProcessBackend(LocalProcessSettings settings) {
    this.settings = settings;
  }

  private static final class Run {
    final CompileJob job;
    CompileState state = new Queued();
    @Nullable CompileProcess process;

    Run(CompileJob job) {
      this.job = job;
    }
  }

  @Override
  public synchronized CompileState state(CompileId id) {
    var run = runs.get(id);
    return run == null ? new Unknown() : run.state;
  }

  @Override
  public void start(CompileJob job) {
    synchronized (this) {
      var known = runs.get(job.id());
      if (known != null && !(known.state instanceof Finished)) return;
      runs.remove(job.id());
      runs.put(job.id(), new Run(job));
    }
    drain();
  }

  @Override
  public void forget(CompileId id) {
    Run run;
    synchronized (this) {
      run = runs.remove(id);
    }
    if (run != null && run.process != null) run.process.end();
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  /** Starts what may start: in order, as many as allowed, one of each lane. */
  private void drain() {
    var starting = new ArrayList<Run>();
    synchronized (this) {
      for (var run : runs.values()) {
        if (running >= settings.maxConcurrent()) break;
        if (!(run.state instanceof Queued) || !busyLanes.add(run.job.lane())) continue;
        running++;
        run.state = new Running("starting");
        run.process =
            new CompileProcess(settings, run.job, stage -> change(run, new Running(stage)));
        starting.add(run);
      }
    }
    starting.forEach(run -> threads.execute(() -> execute(run)));
  }

  private void execute(Run run) {
    var result = result(run);
    synchronized (this) {
      running--;
      busyLanes.remove(run.job.lane());
    }
    change(run, new Finished(result));
    drain();
  }

  private static CompileResult result(Run run) {
    try {
      return java.util.Objects.requireNonNull(run.process).run();
    } catch (RuntimeException e) {
      LOG.error("Compile of {} broke off", run.job.id().revision(), e);
      return new CompileResult.Refused(
          CompileReason.InternalError.name(), "the compile broke off: " + e.getMessage(), true);
    }
  }

  private void change(Run run, CompileState state) {
    synchronized (this) {
      run.state = state;
      if (runs.get(run.job.id()) != run) return;
    }
    listeners.forEach(l -> l.accept(run.job.id()));
  }

  /** Ends every compile; each is started again when the operator is. */
  @Override
  public void close() {
    List<CompileId> all;
    synchronized (this) {
      all = List.copyOf(runs.keySet());
    }
    all.forEach(this::forget);
    threads.close();
  }
}
