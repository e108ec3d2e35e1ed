package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A .zip, .tar or .tar.gz file of unknown origin, told by its content. All names and sizes are
 * checked before a byte is unpacked, and never more is unpacked than was declared.
 */
public final class Archive {
  /** Deflate reaches 1032 to 1; no real model comes near this. */
  private static final long MAX_RATIO = 200;

  private static final long ALWAYS_ALLOWED = 64L << 20;

  private final SourceUri uri;
  private final Members members;
  private final List<Entry> entries;

  private Archive(SourceUri uri, Members members, List<Entry> entries) {
    this.uri = uri;
    this.members = members;
    this.entries = entries;
  }

  /** The files of an archive, in its order. */
  sealed interface Members permits ZipMembers, TarMembers {
    /**
     * Shows every file to the visitor; folders are left out.
     *
     * @throws RefusedException UnsupportedSource for links, special files and encrypted ones,
     *     TooLarge for too many members
     * @throws IOException when the archive is broken
     */
    void each(Visitor visitor) throws RefusedException, IOException;
  }

  /** Sees the files of an archive. */
  @FunctionalInterface
  interface Visitor {
    /** A file; its content may be left unread. */
    void file(String path, long size, InputStream content) throws RefusedException, IOException;
  }

  /** Without the {@code ./} that tar puts before every name. */
  static String bare(String path) {
    return path.replaceFirst("^(\\./)+", "");
  }

  /** Whether the first bytes are those of a zip file. */
  static boolean zip(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  /**
   * Reads what is in it.
   *
   * @param uri where it came from, for messages
   * @throws RefusedException UnsupportedSource (no archive, broken, links, unusable paths) or
   *     TooLarge
   */
  public static Archive open(SourceUri uri, Path file, Limits limits)
      throws RefusedException, IOException {
    Members members = members(uri, file, limits);
    List<Entry> found = new ArrayList<>();
    read(uri, members, (path, size, content) -> found.add(new Entry(path, size, "")));
    if (found.isEmpty()) {
      throw Trouble.unsupported("the archive " + uri + " holds no files");
    }
    List<Entry> entries = Listing.checked(uri, found, limits).entries();
    require(uri, file, limits, entries.stream().mapToLong(Entry::size).sum());
    return new Archive(uri, members, entries);
  }

  /** Refuses what unpacks to more than the limit, or than its own size explains. */
  static void require(SourceUri uri, Path file, Limits limits, long bytes)
      throws RefusedException, IOException {
    if (bytes > limits.bytes()) {
      throw Listing.tooLarge(uri, bytes, limits);
    }
    if (bytes > Math.max(ALWAYS_ALLOWED, MAX_RATIO * Files.size(file))) {
      throw new RefusedException(
          Reason.TooLarge,
          "%s unpacks to %d bytes or more, over %d times its own size: it is taken for a bomb"
              .formatted(uri, bytes, MAX_RATIO));
    }
  }

  private static Members members(SourceUri uri, Path file, Limits limits)
      throws RefusedException, IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(512);
    }
    if (zip(head)) {
      return new ZipMembers(uri, file, limits);
    }
    boolean gzip = head.length > 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    if (gzip || TarMembers.header(head)) {
      return new TarMembers(uri, file, gzip, limits);
    }
    throw Trouble.unsupported(
        uri + " is neither .zip nor .tar.gz: a folder is fetched from there as such an archive");
  }

  /** Writes the files below {@code to}; returns them with the paths that they have there. */
  List<Entry> unpack(Path to) throws RefusedException, IOException {
    int skipped = commonFolder();
    try {
      read(
          uri,
          members,
          (path, size, content) -> write(to.resolve(path.substring(skipped)), size, content));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return entries.stream()
        .map(e -> new Entry(e.path().substring(skipped), e.size(), e.version()))
        .toList();
  }

  /** A folder that was packed with its own name is meant itself: the length of that name. */
  private int commonFolder() {
    String first = entries.getFirst().path();
    int length = first.indexOf('/') + 1;
    String folder = first.substring(0, length);
    return entries.stream().allMatch(e -> e.path().startsWith(folder)) ? length : 0;
  }

  private void write(Path file, long size, InputStream content)
      throws RefusedException, IOException {
    try (OutputStream out = created(file)) {
      byte[] buffer = new byte[64 * 1024];
      long copied = 0;
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        copied += n;
        if (copied > size) {
          throw Trouble.unsupported(
              "the archive %s declares %d bytes for a file that has more".formatted(uri, size));
        }
        put(out, buffer, n);
      }
      if (copied < size) {
        throw Trouble.unsupported(
            "the archive %s declares %d bytes for a file that has %d".formatted(uri, size, copied));
      }
    }
  }

  /** Errors of the local disk are told apart from those of the archive. */
  private static OutputStream created(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(SourceUri uri, Members members, Visitor visitor)
      throws RefusedException {
    try {
      members.each(visitor);
    } catch (UncheckedIOException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The parsers meet hostile bytes: whatever they throw is about those.
      throw new RefusedException(
          Refusal.last(
              Reason.UnsupportedSource,
              "the archive %s is broken (%s): pack and upload it again"
                  .formatted(uri, e.getClass().getSimpleName())),
          e);
    }
  }
}
