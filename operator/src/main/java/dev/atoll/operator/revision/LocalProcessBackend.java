package dev.atoll.operator.revision;

import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final CompileQueue queue = new CompileQueue();
  private final List<Lane> busy = new ArrayList<>();
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public LocalProcessBackend(LocalProcessSettings settings) {
    this.settings = settings;
  }

  private static final class Run {
    final CompileJob job;
    CompileState state = new Running("starting");
    @Nullable CompileProcess process;

    Run(CompileJob job) {
      this.job = job;
    }
  }

  @Override
  public synchronized CompileState state(CompileId id) {
    var queued = queue.positions().get(id);
    if (queued != null) return queued;
    var run = runs.get(id);
    return run == null ? new Unknown() : run.state;
  }

  @Override
  public void start(CompileJob job) {
    Map<CompileId, Queued> before;
    synchronized (this) {
      var known = runs.get(job.id());
      if (queue.contains(job.id()) || (known != null && !(known.state instanceof Finished))) return;
      runs.remove(job.id());
      before = queue.positions();
      queue.add(job);
    }
    drain(before);
  }

  @Override
  public void forget(CompileId id) {
    Run run;
    Map<CompileId, Queued> before;
    synchronized (this) {
      before = queue.positions();
      queue.remove(id);
      run = runs.remove(id);
    }
    if (run != null && run.process != null) run.process.end();
    drain(before);
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  /**
   * Starts what may start.
   *
   * @param before what was shown of those that wait
   */
  private void drain(Map<CompileId, Queued> before) {
    var starting = new ArrayList<Run>();
    List<CompileId> moved;
    synchronized (this) {
      for (var job : queue.take(busy, settings.maxConcurrent(), j -> true)) {
        var run = new Run(job);
        busy.add(job.lane());
        run.process = new CompileProcess(settings, job, stage -> change(run, new Running(stage)));
        runs.put(job.id(), run);
        starting.add(run);
      }
      moved = CompileQueue.moved(before, queue.positions());
    }
    starting.forEach(run -> threads.execute(() -> execute(run)));
    moved.forEach(this::tell);
  }

  private void execute(Run run) {
    var result = result(run);
    Map<CompileId, Queued> before;
    synchronized (this) {
      before = queue.positions();
      busy.remove(run.job.lane());
    }
    change(run, new Finished(result));
    drain(before);
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
    tell(run.job.id());
  }

  private void tell(CompileId id) {
    listeners.forEach(l -> l.accept(id));
  }

  /** Ends every compile; each is started again when the operator is. */
  @Override
  public void close() {
    var all = new ArrayList<CompileId>();
    synchronized (this) {
      // first those that wait, or each that ends would let one of them start
      all.addAll(queue.positions().keySet());
      all.addAll(runs.keySet());
    }
    all.forEach(this::forget);
    threads.close();
  }
}
