package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends what a cluster left running: {@code StopMain RUN_DIRECTORY}. Only processes that its pid
 * files name.
 */
public final class StopMain {
  private StopMain() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0], "run"))) {
      System.err.println(
          "usage: StopMain RUN_DIRECTORY (the folder of a cluster, with a folder run in it)");
      System.exit(2);
    }
    System.out.println("stopped " + stop(RunDirectory.at(Path.of(arguments[0]))) + " processes");
  }

  /** Returns how many were still there. */
  static int stop(RunDirectory directory) throws IOException {
    var count = 0;
    for (var record : Processes.recorded(directory)) {
      if (record.alive()) {
        ManagedProcess.end(record, ManagedProcess.GRACE);
        count++;
      }
      Files.deleteIfExists(directory.pidFile(record.name()));
    }
    return count;
  }
}
