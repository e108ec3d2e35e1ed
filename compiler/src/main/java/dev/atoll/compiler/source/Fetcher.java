package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Backoff;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Copies a source to the local disk and digests it. A source that changes meanwhile is refused: a
 * mixture of two models must never be compiled.
 */
public final class Fetcher {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), 4);

  private final RandomGenerator random;
  private final Sleeper sleeper;

  /** With what decides how long it waits before it opens a broken stream again. */
  public Fetcher(RandomGenerator random, Sleeper sleeper) {
    this.random = random;
    this.sleeper = sleeper;
  }

  /** Fetches a folder into {@code to}, which must be empty or missing. */
  public Content folder(Source source, SourceUri uri, Path to, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    Listing listing = list(source, uri, limits);
    List<Content.File> files = new ArrayList<>();
    long bytes = 0;
    for (Entry e : listing.entries()) {
      Path file = to.resolve(e.path());
      Files.createDirectories(file.getParent());
      files.add(new Content.File(e.path(), e.size(), copy(source, uri, e, file)));
      bytes += e.size();
    }
    if (!list(source, uri, limits).equals(listing)) {
      throw changed(uri);
    }
    return new Content(to, Content.digestOf(files), files.size(), bytes);
  }

  private static Listing list(Source source, SourceUri uri, Limits limits)
      throws RefusedException, InterruptedException {
    List<Entry> found = source.list(uri, limits.files());
    if (found.isEmpty()) {
      throw new RefusedException(Reason.SourceNotFound, "the folder " + uri + " is empty");
    }
    return Listing.checked(uri, found, limits);
  }

  /** Fetches a single file. */
  public Content file(Source source, SourceUri uri, Path to, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    Entry entry = source.stat(uri);
    if (entry.size() > limits.bytes()) {
      throw Listing.tooLarge(uri, entry.size(), limits);
    }
    Digest digest = copy(source, uri, entry, to);
    if (!source.stat(uri).equals(entry)) {
      throw changed(uri);
    }
    return new Content(to, digest, 1, entry.size());
  }

  private Digest copy(Source source, SourceUri uri, Entry entry, Path to)
      throws RefusedException, IOException, InterruptedException {
    for (int failed = 1; ; failed++) {
      try {
        stream(source, uri, entry, to);
        return Digest.ofFile(to);
      } catch (BrokenStream e) {
        if (BACKOFF.exhausted(failed)) {
          throw new RefusedException(
              Refusal.passing(
                  Reason.SourceUnavailable,
                  uri + " breaks off again and again; the compile is tried again later"),
              e);
        }
        sleeper.sleep(BACKOFF.delay(failed, random));
      }
    }
  }

  private static void stream(Source source, SourceUri uri, Entry entry, Path to)
      throws RefusedException, IOException, InterruptedException, BrokenStream {
    try (InputStream in = opened(source, uri, entry);
        OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[64 * 1024];
      long copied = 0;
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        copied += n;
        // Never more than was listed: the limits were checked against that.
        if (copied > entry.size()) {
          throw changed(uri);
        }
        out.write(buffer, 0, n);
      }
      if (copied != entry.size()) {
        throw changed(uri);
      }
    }
  }

  private static InputStream opened(Source source, SourceUri uri, Entry entry)
      throws RefusedException, InterruptedException, BrokenStream {
    try {
      return source.open(uri, entry);
    } catch (IOException e) {
      throw new BrokenStream(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws BrokenStream {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new BrokenStream(e);
    }
  }

  private static RefusedException changed(SourceUri uri) {
    return new RefusedException(
        Refusal.passing(
            Reason.SourceChanged,
            uri
                + " changed while it was fetched: write models to a new place, never over a used one"));
  }

  /** The other side's error, told apart from one of the local disk. */
  private static final class BrokenStream extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenStream(IOException cause) {
      super(cause);
    }
  }
}
