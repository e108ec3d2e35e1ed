package dev.atoll.device.agent.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The few disk operations that the state needs, so that tests can cut the power between them. */
public interface Disk {
  /**
   * The whole file.
   *
   * @throws NoSuchFileException when it is not there
   */
  byte[] read(Path file) throws IOException;

  /** Writes a new file; what it holds after a power cut is not known before {@link #force}. */
  void write(Path file, byte[] bytes) throws IOException;

  /** Returns when the content of the file, or the entries of the directory, survive a power cut. */
  void force(Path path) throws IOException;

  /** Replaces {@code to} in one step. */
  void move(Path from, Path to) throws IOException;

  /** No error when it is not there. */
  void delete(Path file) throws IOException;

  /** Names in the directory, none when it is not there. */
  List<Path> list(Path directory) throws IOException;

  /** Makes the directory and those above it. */
  void makeDirectory(Path directory) throws IOException;
}
