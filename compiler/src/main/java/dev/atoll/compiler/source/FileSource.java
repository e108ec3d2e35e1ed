package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Files of this machine, for development. Links below the named folder are refused. */
final class FileSource implements Source {
  private final Transfer transfer;

  FileSource(Transfer transfer) {
    this.transfer = transfer;
  }

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles) throws RefusedException {
    Path root = path(folder);
    try {
      return walk(root, folder, maxFiles);
    } catch (IOException e) {
      throw refused(folder, e);
    }
  }

  private static List<Entry> walk(Path root, SourceUri uri, int maxFiles)
      throws IOException, RefusedException {
    List<Entry> found = new ArrayList<>();
    Deque<Path> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty() && found.size() <= maxFiles) {
      for (Path child : children(open.pop())) {
        BasicFileAttributes a = attributes(child);
        if (a.isDirectory()) {
          open.push(child);
        } else {
          found.add(entry(root.relativize(child).toString(), a, uri, child));
        }
      }
    }
    return found;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (var stream = Files.list(folder)) {
      return stream.toList();
    }
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException {
    try {
      Path real = path(file).toRealPath();
      return entry("", attributes(real), file, real);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static Entry entry(String name, BasicFileAttributes a, SourceUri uri, Path file)
      throws RefusedException {
    if (!a.isRegularFile()) {
      throw new RefusedException(
          Reason.UnsupportedSource,
          uri + " holds " + file.getFileName() + ", a link or special file: use plain files only");
    }
    return new Entry(name, a.size(), a.lastModifiedTime() + " " + a.fileKey());
  }

  @Override
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    Path root = path(uri);
    // A link in place of the file that was listed is followed for the named file itself only.
    transfer.run(
        uri,
        entry,
        to,
        maxBytes,
        from ->
            new Transfer.Opened(
                entry.path().isEmpty()
                    ? Files.newInputStream(root)
                    : Files.newInputStream(root.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS),
                0));
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path path(SourceUri uri) {
    if (uri instanceof SourceUri.File(Path path)) {
      return path;
    }
    throw new IllegalArgumentException(uri + " is no file");
  }

  private static RefusedException refused(SourceUri uri, IOException e) {
    Refusal refusal =
        switch (e) {
          case NoSuchFileException _ ->
              Refusal.last(Reason.SourceNotFound, "there is nothing at " + uri);
          case NotDirectoryException _ ->
              Refusal.last(
                  Reason.UnsupportedSource,
                  uri
                      + " is a file; a model of this kind is a folder, or a .zip or .tar.gz of one");
          case AccessDeniedException _ ->
              Refusal.last(Reason.AccessDenied, uri + " may not be read by the compiler");
          default ->
              Refusal.passing(Reason.SourceUnavailable, uri + " cannot be read: " + e.getMessage());
        };
    return new RefusedException(refusal, e);
  }
}
