package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The processes of one run directory. They end, last started first, with {@link #close} or with
 * this JVM (also on ctrl-C), unless {@link #keep} was called.
 */
public final class Processes implements AutoCloseable {
  private final RunDirectory directory;
  private final List<ManagedProcess> started = new ArrayList<>();
  private final Thread hook = new Thread(this::endAll, "end-cluster");
  private boolean kept;

  private Processes(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * None yet.
   *
   * @throws ClusterException RunDirectoryUnusable when processes of an earlier run are still there
   */
  static Processes in(RunDirectory directory) {
    var running =
        recorded(directory).stream().filter(ProcessRecord::alive).map(ProcessRecord::name).toList();
    if (!running.isEmpty()) {
      throw new ClusterException(
          Reason.RunDirectoryUnusable,
          "%s still run in %s: stop them first (%s %s)"
              .formatted(
                  String.join(", ", running),
                  directory.root(),
                  StopMain.class.getName(),
                  directory.root()));
    }
    var processes = new Processes(directory);
    Runtime.getRuntime().addShutdownHook(processes.hook);
    return processes;
  }

  /** Starts a process that belongs to the cluster from now on. */
  public synchronized ManagedProcess start(Launch launch) {
    started.removeIf(process -> !process.alive());
    if (started.stream().anyMatch(process -> process.name().equals(launch.name()))) {
      throw new IllegalStateException(launch.name() + " runs already");
    }
    var process = ManagedProcess.start(launch, directory);
    started.add(process);
    return process;
  }

  /** From now on the processes survive this JVM; {@link StopMain} ends them. */
  public synchronized void keep() {
    kept = true;
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is going down: the hook runs or has run, and finds nothing left to do.
    }
  }

  private synchronized void endAll() {
    if (!kept) {
      started.reversed().forEach(ManagedProcess::stop);
      started.clear();
    }
  }

  /** What the pid files say, last started first; broken and missing ones say nothing. */
  static List<ProcessRecord> recorded(RunDirectory directory) {
    var records = new ArrayList<ProcessRecord>();
    var folder = directory.folder("run");
    try (var files = Files.newDirectoryStream(folder, "*.pid")) {
      for (var file : files) {
        ProcessRecord.read(file).ifPresent(records::add);
      }
    } catch (IOException e) {
      throw RunDirectory.unusable(folder, e);
    }
    records.sort(Comparator.comparingLong(ProcessRecord::startTicks).reversed());
    return records;
  }
}
