package dev.atoll.compiler;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders of a run: what an earlier run left behind must not get into an artifact. */
final class Workspace {
  private Workspace() {}

  /** An empty folder below {@code work}. */
  static Path fresh(Path work) throws IOException {
    Path run = Files.createDirectories(work.toAbsolutePath().resolve("run"));
    empty(run);
    return run;
  }

  /** Deletes what the folder holds and not the folder, which may be the mount of a volume. */
  static void empty(Path folder) throws IOException {
    Files.walkFileTree(folder, new Deletion(folder));
  }

  /** Deletes links and not what they lead to. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    private final Path kept;

    Deletion(Path kept) {
      this.kept = kept;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
        throws IOException {
      if (failed != null) {
        throw failed;
      }
      if (!folder.equals(kept)) {
        Files.delete(folder);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
