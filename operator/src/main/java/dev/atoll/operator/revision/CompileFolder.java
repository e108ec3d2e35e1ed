package dev.atoll.operator.revision;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one compile: {@code work} holds copies of models and data sets, which would fill
 * the disk if they stayed.
 */
record CompileFolder(Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(CompileFolder.class);

  /** Bytes of the log that are kept: its end, where the cause of a crash stands. */
  static final int LONGEST_LOG = 256 * 1024;

  /** Deletes the work and cuts the log; that this fails is no reason to lose a result. */
  void tidy() {
    try {
      deleteWork(folder.resolve("work"));
      cut(folder.resolve("log"));
    } catch (IOException e) {
      LOG.warn("{} could not be tidied up; delete its work folder by hand: {}", folder, e);
    }
  }

  /** Links are deleted, never followed. */
  private static void deleteWork(Path work) throws IOException {
    if (!Files.exists(work, LinkOption.NOFOLLOW_LINKS)) return;
    Files.walkFileTree(
        work,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void cut(Path log) throws IOException {
    if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) || Files.size(log) <= LONGEST_LOG)
      return;
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      var end = new byte[LONGEST_LOG];
      file.seek(file.length() - LONGEST_LOG);
      file.readFully(end);
      file.seek(0);
      file.write(end);
      file.setLength(LONGEST_LOG);
    }
  }
}
