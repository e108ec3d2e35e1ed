package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies a stream to the disk and goes on where it broke off. */
final class Transfer {
  private final Patience patience;

  Transfer(Patience patience) {
    this.patience = patience;
  }

  /**
   * An opened stream.
   *
   * @param from the byte that it begins at: the wanted one, or 0 when the store cannot do that
   */
  record Opened(InputStream content, long from) implements AutoCloseable {
    @Override
    public void close() {
      try {
        content.close();
      } catch (IOException e) {
        // A broken line ends so; what counts are the bytes that came.
        System.getLogger(Transfer.class.getName())
            .log(System.Logger.Level.DEBUG, "a source's stream ended with an error", e);
      }
    }
  }

  /** Opens the content. */
  @FunctionalInterface
  interface Opening {
    /**
     * Opens it once.
     *
     * @param from the first byte that is wanted
     * @throws IOException when the line or the store fails, which may pass
     */
    Opened open(long from) throws RefusedException, IOException, InterruptedException;
  }

  /** Copies all of it: as many bytes as the entry says, or {@code maxBytes} at most. */
  void run(SourceUri uri, Entry entry, Path to, long maxBytes, Opening opening)
      throws RefusedException, IOException, InterruptedException {
    long best = 0;
    for (int failed = 1; ; failed++) {
      try {
        attempt(uri, entry, to, maxBytes, opening);
        return;
      } catch (Broken e) {
        long have = Files.exists(to) ? Files.size(to) : 0;
        // Only bytes never had before count: a store without ranges could else keep us for ever.
        if (have > best) {
          best = have;
          failed = 1;
        }
        patience.pause(uri, failed, e.cause);
      }
    }
  }

  private static void attempt(SourceUri uri, Entry entry, Path to, long maxBytes, Opening opening)
      throws RefusedException, IOException, InterruptedException, Broken {
    boolean sized = entry.size() != Entry.UNKNOWN;
    long have = sized && Files.exists(to) ? Files.size(to) : 0;
    if (sized && have == entry.size() && have > 0) {
      return;
    }
    try (Opened in = opened(opening, have);
        OutputStream out = Files.newOutputStream(to, options(in.from()))) {
      long copied = in.from();
      byte[] buffer = new byte[64 * 1024];
      for (int n = read(in.content(), buffer); n >= 0; n = read(in.content(), buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("nobody wants it any more");
        }
        copied += n;
        // Never more than was listed: the limits were checked against that.
        if (copied > (sized ? entry.size() : maxBytes)) {
          throw sized ? Trouble.changed(uri) : tooLarge(uri, maxBytes);
        }
        out.write(buffer, 0, n);
      }
      if (sized && copied < entry.size()) {
        throw new Broken(new Trouble.Passing("the line breaks off again and again"));
      }
    }
  }

  private static StandardOpenOption[] options(long from) {
    return new StandardOpenOption[] {
      StandardOpenOption.CREATE,
      StandardOpenOption.WRITE,
      from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING
    };
  }

  private static Opened opened(Opening opening, long from)
      throws RefusedException, InterruptedException, Broken {
    try {
      return opening.open(from);
    } catch (IOException e) {
      throw new Broken(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws Broken {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new Broken(e);
    }
  }

  private static RefusedException tooLarge(SourceUri uri, long maxBytes) {
    return new RefusedException(
        Reason.TooLarge, "%s has more than %d bytes, the limit".formatted(uri, maxBytes));
  }

  /** The other side's error, told apart from one of the local disk. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    private final IOException cause;

    Broken(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
