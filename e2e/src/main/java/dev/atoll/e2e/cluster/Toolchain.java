package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * @param program etcd, kube-apiserver, kube-controller-manager, kubectl, registry, kubelet, …
   * @throws ClusterException ProgramMissing, with the command that builds it
   */
  public Path path(String program) {
    return ask("build/toolchain", "path", program);
  }

  /**
   * Unpacked packages with containerd, runc and the CNI plugins; fetched when they are not there.
   *
   * @throws ClusterException ProgramMissing, with what this machine lacks
   */
  public Path nodePackages() {
    return ask("build/toolchain", "node");
  }

  /**
   * The Python with TensorFlow; made when it is not there.
   *
   * @throws ClusterException ProgramMissing, with what this machine lacks
   */
  public Path python() {
    return ask("build/toolchain", "python");
  }

  /**
   * A container image as an OCI layout; made when it is not there.
   *
   * @param name pause or compiler; the compiler must be packaged
   * @throws ClusterException ProgramMissing, with what is missing
   */
  public Path image(String name) {
    return ask("build/image", name);
  }

  /**
   * An image for the stage edgetpu in which a replay of real compiles stands for the compiler; for
   * tests alone.
   *
   * @param data the folder with the pairs
   * @param names of the pairs that it knows
   * @throws ClusterException ProgramMissing, with what is missing
   */
  public Path replayImage(Path data, List<String> names) {
    var arguments = new ArrayList<>(List.of("edgetpu-replay", data.toString()));
    arguments.addAll(names);
    return ask("build/image", arguments.toArray(String[]::new));
  }

  private Path ask(String script, String... arguments) {
    try {
      var builder = new ProcessBuilder(checkout.resolve(script).toString());
      builder.command().addAll(List.of(arguments));
      cache.ifPresent(folder -> builder.environment().put("ATOLL_CACHE", folder.toString()));
      var process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      var answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new ClusterException(Reason.ProgramMissing, answer);
      }
      // before it there may be progress
      return Path.of(answer.substring(answer.lastIndexOf('\n') + 1));
    } catch (IOException e) {
      throw new ClusterException(
          Reason.ProgramMissing, "cannot run " + script + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(Reason.Interrupted, "interrupted while asking " + script, e);
    }
  }
}
