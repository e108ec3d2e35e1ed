package dev.atoll.compiler;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The folder of one run: what an earlier run left behind must not get into an artifact. */
final class Workspace {
  private Workspace() {}

  /** An empty folder below {@code work}. */
  static Path fresh(Path work) throws IOException {
    Path run = work.toAbsolutePath().resolve("run");
    if (Files.exists(run)) {
      Files.walkFileTree(run, new Deletion());
    }
    return Files.createDirectories(run);
  }

  /** Deletes links and not what they lead to. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
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
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
