package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A kind of store. Refusals: SourceNotFound, AccessDenied, HostNotAllowed, SourceUnavailable
 * (retryable), SourceChanged, UnsupportedSource.
 */
public interface Source {
  /**
   * The files below a folder, in any order; paths are as the store has them, not checked.
   *
   * @param maxFiles listing stops after one more than that
   */
  List<Entry> list(SourceUri folder, int maxFiles)
      throws RefusedException, IOException, InterruptedException;

  /** A single file. */
  Entry stat(SourceUri file) throws RefusedException, IOException, InterruptedException;

  /**
   * Brings the content of a listed file to the local disk, in the version that was listed.
   *
   * @param maxBytes the greatest size of a file whose size is unknown
   * @throws IOException when the local disk fails
   */
  void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException;
}
