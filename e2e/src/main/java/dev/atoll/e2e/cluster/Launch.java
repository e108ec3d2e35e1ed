package dev.atoll.e2e.cluster;

import java.util.List;
import java.util.Map;

/**
 * How to start a process.
 *
 * @param name of the component; one process of a name runs in a cluster at a time
 * @param command program and arguments; secrets belong into files or the environment, anyone may
 *     read a command line
 * @param environment what is added to this JVM's environment
 */
public record Launch(String name, List<String> command, Map<String, String> environment) {
  public Launch {
    if (!name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
      throw new IllegalArgumentException("not a name for a process and its files: " + name);
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public Launch(String name, List<String> command) {
    this(name, command, Map.of());
  }
}
