package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Everything that one cluster leaves on disk: {@code log/NAME.log}, {@code run/NAME.pid}, and a
 * folder per component with its configuration and data. Keys and tokens lie in it, so only the
 * owner may enter.
 */
public record RunDirectory(Path root) {

  /** Makes the folder when it is missing. */
  public static RunDirectory at(Path root) {
    var directory = new RunDirectory(root.toAbsolutePath().normalize());
    directory.folder("log");
    directory.folder("run");
    try {
      Files.setPosixFilePermissions(directory.root, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw unusable(directory.root, e);
    }
    return directory;
  }

  public Path log(String process) {
    return root.resolve("log").resolve(process + ".log");
  }

  public Path pidFile(String process) {
    return root.resolve("run").resolve(process + ".pid");
  }

  /** A folder below the root, made when missing. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw unusable(root.resolve(name), e);
    }
  }

  /** Writes a file below the root whole or not at all: a reader never sees half of a token. */
  public Path write(String name, String content) {
    var target = root.resolve(name);
    var part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.createDirectories(part.getParent());
      Files.writeString(part, content);
      return Files.move(
          part,
          target,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unusable(target, e);
    }
  }

  static ClusterException unusable(Path path, IOException cause) {
    return new ClusterException(
        Reason.RunDirectoryUnusable,
        "cannot use %s: %s".formatted(path, cause.getMessage()),
        cause);
  }
}
