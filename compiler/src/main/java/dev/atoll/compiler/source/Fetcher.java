package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies a source to the local disk and digests it. A source that changes meanwhile is refused: a
 * mixture of two models must never be compiled.
 */
public final class Fetcher {
  private static final String ARCHIVE = ".archive";

  private Fetcher() {}

  /**
   * Fetches a folder into {@code to}, which must be empty or missing. An archive stands for the
   * folder within it: its digest is that of the same files anywhere else.
   */
  public static Content folder(Source source, SourceUri uri, Path to, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    if (uri instanceof SourceUri.Web || uri.namesArchive()) {
      Path archive = to.resolveSibling(to.getFileName() + ARCHIVE);
      file(source, uri, archive, limits);
      return unpacked(uri, archive, to, limits);
    }
    Content folder = listed(source, uri, to, limits);
    return onlyArchive(folder).isPresent()
        ? unpacked(uri, aside(onlyArchive(folder).get(), to), to, limits)
        : folder;
  }

  private static Content listed(Source source, SourceUri uri, Path to, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    Listing listing = list(source, uri, limits);
    for (Entry e : listing.entries()) {
      Path file = to.resolve(e.path());
      Files.createDirectories(file.getParent());
      source.copy(uri, e, file, limits.bytes());
    }
    if (!list(source, uri, limits).equals(listing)) {
      throw Trouble.changed(uri);
    }
    return content(to, listing.entries());
  }

  private static Listing list(Source source, SourceUri uri, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    List<Entry> found = source.list(uri, limits.files());
    if (found.isEmpty()) {
      throw new RefusedException(Reason.SourceNotFound, "the folder " + uri + " is empty");
    }
    return Listing.checked(uri, found, limits);
  }

  private static Content content(Path folder, List<Entry> entries) throws IOException {
    List<Content.File> files = new ArrayList<>();
    long bytes = 0;
    for (Entry e : entries) {
      files.add(new Content.File(e.path(), e.size(), Digest.ofFile(folder.resolve(e.path()))));
      bytes += e.size();
    }
    return new Content(folder, Content.digestOf(files), files.size(), bytes);
  }

  /** Registries keep a folder as one layer that is an archive. */
  private static Optional<Path> onlyArchive(Content folder) throws IOException {
    if (folder.files() != 1) {
      return Optional.empty();
    }
    try (var files = Files.list(folder.path())) {
      return files.filter(f -> SourceUri.archive(f.getFileName().toString())).findFirst();
    }
  }

  private static Path aside(Path archive, Path folder) throws IOException {
    Path moved = folder.resolveSibling(folder.getFileName() + ARCHIVE);
    return Files.move(archive, moved, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Content unpacked(SourceUri uri, Path archive, Path to, Limits limits)
      throws RefusedException, IOException {
    List<Entry> entries = Archive.open(uri, archive, limits).unpack(to);
    Files.delete(archive);
    return content(to, entries);
  }

  /** Fetches a single file. */
  public static Content file(Source source, SourceUri uri, Path to, Limits limits)
      throws RefusedException, IOException, InterruptedException {
    Entry entry = source.stat(uri);
    if (entry.size() > limits.bytes()) {
      throw Listing.tooLarge(uri, entry.size(), limits);
    }
    source.copy(uri, entry, to, limits.bytes());
    if (!source.stat(uri).equals(entry)) {
      throw Trouble.changed(uri);
    }
    return new Content(to, Digest.ofFile(to), 1, Files.size(to));
  }
}
