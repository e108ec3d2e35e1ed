package dev.atoll.device.agent.store;

import java.io.IOException;
import java.nio.file.Path;

/** Files that are there wholly or not at all, whenever the power goes. */
final class AtomicFiles {
  static final String TEMPORARY = ".tmp";

  private final Disk disk;

  AtomicFiles(Disk disk) {
    this.disk = disk;
  }

  /** Returns when the new content survives a power cut. */
  void write(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    disk.write(temporary, bytes);
    disk.force(temporary);
    disk.move(temporary, file);
    disk.force(directoryOf(file));
  }

  /** Returns when the file is gone for good. */
  void delete(Path file) throws IOException {
    disk.delete(file);
    disk.force(directoryOf(file));
  }

  private static Path directoryOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }
}
