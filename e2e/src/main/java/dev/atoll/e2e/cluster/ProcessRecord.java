package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which process it was: a pid alone may belong to a stranger by now, a pid with its start time does
 * not.
 *
 * @param name of the component, also the name of its log
 * @param startTicks clock ticks from the machine's start to the process's
 */
record ProcessRecord(String name, long pid, long startTicks) {
  private static final long NEVER = -1;

  /** Of a child. One that has ended already is never alive, whoever gets its pid next. */
  static ProcessRecord of(String name, long pid) {
    return new ProcessRecord(name, pid, stat(pid).map(Stat::startTicks).orElse(NEVER));
  }

  /**
   * Reads a pid file that {@link #content} wrote; empty when it is missing or broken: then it
   * proves nothing.
   */
  static Optional<ProcessRecord> read(Path file) throws IOException {
    try {
      var words = Files.readString(file).strip().split(" ", -1);
      var name = file.getFileName().toString().replaceFirst("\\.pid$", "");
      return words.length == 2
          ? Optional.of(new ProcessRecord(name, Long.parseLong(words[0]), Long.parseLong(words[1])))
          : Optional.empty();
    } catch (NoSuchFileException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  String content() {
    return "%d %d%n".formatted(pid, startTicks);
  }

  /** Whether this very process still runs; one that ended and waits for its parent does not. */
  boolean alive() {
    return stat(pid)
        .filter(s -> s.startTicks == startTicks && s.state != 'Z' && s.state != 'X')
        .isPresent();
  }

  /** The handle, only when it is still the same process. */
  Optional<ProcessHandle> handle() {
    return alive() ? ProcessHandle.of(pid) : Optional.empty();
  }

  private record Stat(char state, long startTicks) {}

  private static Optional<Stat> stat(long pid) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The program's name stands in brackets and may hold anything; count from behind it.
      // proc(5): fields 3 and 22.
      var fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
      return Optional.of(new Stat(fields.getFirst().charAt(0), Long.parseLong(fields.get(19))));
    } catch (IOException _) {
      return Optional.empty(); // no such process
    }
  }
}
