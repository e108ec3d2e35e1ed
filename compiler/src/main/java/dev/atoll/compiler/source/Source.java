package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A kind of store. Refusals: SourceNotFound, AccessDenied, HostNotAllowed, SourceUnavailable
 * (retryable), UnsupportedSource.
 */
public interface Source {
  /**
   * The files below a folder, in any order; paths are as the store has them, not checked.
   *
   * @param maxFiles listing stops after one more than that
   */
  List<Entry> list(SourceUri folder, int maxFiles) throws RefusedException, InterruptedException;

  /** A single file. */
  Entry stat(SourceUri file) throws RefusedException, InterruptedException;

  /**
   * The content of a listed file.
   *
   * @throws IOException when the line breaks; the caller may open it again
   */
  InputStream open(SourceUri uri, Entry entry)
      throws RefusedException, IOException, InterruptedException;
}
