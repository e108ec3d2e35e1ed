package dev.atoll.e2e.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a run of the demo keeps its data and logs, and how the next command finds it again. */
final class RunPlace {
  private static final Path KEPT = Path.of("target", "demo-kept");

  private RunPlace() {}

  /** A folder that nothing else uses. */
  static Path fresh() throws IOException {
    return Files.createTempDirectory("atoll-demo-");
  }

  static void remember(Path run) throws IOException {
    Files.createDirectories(KEPT.getParent());
    Files.writeString(KEPT, run.toString());
  }

  /** The run that {@code KEEP=1} left behind. */
  static Optional<Path> kept() throws IOException {
    return Files.exists(KEPT) ? Optional.of(Path.of(Files.readString(KEPT))) : Optional.empty();
  }

  static void forget() throws IOException {
    Files.deleteIfExists(KEPT);
  }
}
