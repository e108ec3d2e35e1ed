package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The files of a folder, checked: safe to write below another folder, and within the limits. */
record Listing(List<Entry> entries) {
  private static final int MAX_PATH = 1024;
  private static final int MAX_NAME = 255;

  /** Refuses paths that lead elsewhere, duplicates and too much. */
  static Listing checked(SourceUri uri, List<Entry> found, Limits limits) throws RefusedException {
    if (found.size() > limits.files()) {
      throw new RefusedException(
          Reason.TooLarge, uri + " has more than " + limits.files() + " files");
    }
    long bytes = 0;
    Set<String> paths = new HashSet<>();
    for (Entry e : found) {
      bytes = sum(bytes, e.size());
      if (!safe(e.path()) || !paths.add(e.path())) {
        throw new RefusedException(
            Reason.UnsupportedSource,
            "%s holds a file with the unusable path '%s'; rename it"
                .formatted(uri, SourceUri.masked(e.path())));
      }
    }
    if (bytes > limits.bytes()) {
      throw tooLarge(uri, bytes, limits);
    }
    for (String path : paths) {
      if (parents(path).anyMatch(paths::contains)) {
        throw new RefusedException(
            Reason.UnsupportedSource, uri + " has a file and a folder with the name of " + path);
      }
    }
    return new Listing(found.stream().sorted(Comparator.comparing(Entry::path)).toList());
  }

  /** Declared sizes may be anything. */
  static long sum(long a, long b) {
    return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
  }

  static RefusedException tooLarge(SourceUri uri, long bytes, Limits limits) {
    return new RefusedException(
        Reason.TooLarge,
        "%s has %d bytes or more, the limit is %d".formatted(uri, bytes, limits.bytes()));
  }

  private static boolean safe(String path) {
    if (path.isEmpty() || path.length() > MAX_PATH || path.indexOf('\\') >= 0) {
      return false;
    }
    if (path.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.length() > MAX_NAME) {
        return false;
      }
    }
    return true;
  }

  private static java.util.stream.Stream<String> parents(String path) {
    return java.util.stream.Stream.iterate(
            Path.of(path).getParent(), p -> p != null, Path::getParent)
        .map(Path::toString);
  }
}
