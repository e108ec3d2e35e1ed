package dev.atoll.device.agent.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Names for the runners' sockets, in a directory that only this user can enter. */
public final class Sockets implements AutoCloseable {
  /** sun_path has 108 bytes, with the zero at its end. */
  private static final int MAX_PATH = 107;

  private final Path directory;
  private final boolean temporary;
  private final AtomicInteger count = new AtomicInteger();

  private Sockets(Path directory, boolean temporary) {
    this.directory = directory;
    this.temporary = temporary;
  }

  /** Below the store; in a temporary directory when that path is too long for a socket. */
  public static Sockets below(Path store) throws IOException {
    Path run = store.toAbsolutePath().resolve("run");
    if (run.resolve("r-999999.sock").toString().length() > MAX_PATH) {
      return new Sockets(Files.createTempDirectory("atoll-"), true);
    }
    Files.createDirectories(run);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    // A killed agent leaves its socket behind.
    for (Path old : entries(run)) {
      Files.deleteIfExists(old);
    }
    return new Sockets(run, false);
  }

  /** A name that was not used before. */
  Path next() {
    return directory.resolve("r-" + count.incrementAndGet() % 1_000_000 + ".sock");
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(p -> p.toString().endsWith(".sock")).toList();
    }
  }

  @Override
  public void close() {
    try {
      if (Files.isDirectory(directory)) {
        for (Path socket : entries(directory)) {
          Files.deleteIfExists(socket);
        }
        if (temporary) {
          Files.deleteIfExists(directory);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the sockets stay behind in " + directory, e);
    }
  }
}
