package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs that {@code build/toolchain} keeps outside the work tree. The script alone knows
 * where: a path holds a hash of what the program was built from.
 *
 * @param checkout the root of the work tree
 * @param cache another place than the script's own choice
 */
public record Toolchain(Path checkout, Optional<Path> cache) {

  /**
   * The toolchain of the checkout in or below which this JVM runs; the system property {@code
   * atoll.cache} names another cache.
   */
  public static Toolchain ofWorkingDirectory() {
    var cache =
        Optional.ofNullable(System.getProperty("atoll.cache"))
            .filter(p -> !p.isBlank())
            .map(Path::of);
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("build/toolchain"))) {
        return new Toolchain(folder, cache);
      }
    }
    throw new ClusterException(
        Reason.ProgramMissing,
        "no build/toolchain here or above: run this inside a checkout of Atoll");
  }

  /**
   * Where a program lies that was built.
   *
   * @param program etcd, kube-apiserver, kube-controller-manager, kubectl or registry
   * @throws ClusterException ProgramMissing, with the command that builds it
   */
  public Path path(String program) {
    try {
      var builder =
          new ProcessBuilder(checkout.resolve("build/toolchain").toString(), "path", program);
      cache.ifPresent(folder -> builder.environment().put("ATOLL_CACHE", folder.toString()));
      var process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      var answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new ClusterException(Reason.ProgramMissing, answer);
      }
      return Path.of(answer);
    } catch (IOException e) {
      throw new ClusterException(
          Reason.ProgramMissing, "cannot run build/toolchain: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(Reason.Interrupted, "interrupted while asking build/toolchain", e);
    }
  }
}
