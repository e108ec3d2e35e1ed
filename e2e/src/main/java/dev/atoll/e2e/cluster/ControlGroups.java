package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The control groups of nodes: the one thing that the kernel does not take away with a node. */
final class ControlGroups {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "atoll-";
  private static final Duration EMPTIED = Duration.ofSeconds(10);

  private ControlGroups() {}

  /** Of a node whose processes have ended. */
  static void remove(int number) {
    for (var group : found(PREFIX + number)) {
      // a process that was killed leaves its group a moment later
      if (!Polling.until(EMPTIED, () -> removed(group))) {
        throw new ClusterException(
            ClusterException.Reason.NotStopped,
            group + " is not empty: something still runs in it");
      }
    }
  }

  /** What nodes left behind that were killed together with the JVM that ran them. */
  static void sweep() {
    for (var group : found(PREFIX + "[0-9]*")) {
      var number = group.getFileName().toString().substring(PREFIX.length());
      if (!Files.exists(Path.of("/sys/class/net", "atoll" + number))) removed(group);
    }
  }

  /** One per hierarchy, and one where there is only one hierarchy. */
  private static List<Path> found(String glob) {
    var found = new ArrayList<Path>();
    try {
      add(found, ROOT, glob);
      try (var hierarchies = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
        for (var hierarchy : hierarchies) add(found, hierarchy, glob);
      }
    } catch (IOException e) {
      throw RunDirectory.unusable(ROOT, e);
    }
    return found;
  }

  private static void add(List<Path> found, Path folder, String glob) throws IOException {
    try (var groups = Files.newDirectoryStream(folder, glob)) {
      groups.forEach(found::add);
    }
  }

  /** Deepest first; the files in it cannot be deleted and need not be. */
  private static boolean removed(Path group) {
    try (var children = Files.newDirectoryStream(group, Files::isDirectory)) {
      for (var child : children) if (!removed(child)) return false;
      return Files.deleteIfExists(group);
    } catch (IOException _) {
      return !Files.exists(group);
    }
  }
}
