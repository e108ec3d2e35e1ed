package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainIT {
  @Test
  void findsWhatWasBuilt() {
    assertThat(Toolchain.ofWorkingDirectory().path("kube-apiserver"))
        .isExecutable()
        .hasFileName("kube-apiserver");
  }

  @Test
  void saysHowToBuildWhatIsMissing(@TempDir Path emptyCache) {
    var toolchain =
        new Toolchain(Toolchain.ofWorkingDirectory().checkout(), Optional.of(emptyCache));

    assertThatThrownBy(() -> DevCluster.start(emptyCache.resolve("cluster"), toolchain))
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ProgramMissing))
        .hasMessageContaining("run build/toolchain go etcd");
  }

  @Test
  void neverTakesAHalfMadePythonForAWholeOne(@TempDir Path tree) throws Exception {
    Files.createDirectories(tree.resolve("build"));
    Files.createDirectories(tree.resolve("compiler/python"));
    Files.copy(
        Toolchain.ofWorkingDirectory().checkout().resolve("build/toolchain"),
        tree.resolve("build/toolchain"));
    Files.writeString(tree.resolve("compiler/python/requirements.txt"), "# nothing\n");
    var python = Path.of(run(tree, "python"));
    // As an interrupted run leaves it: the interpreter is there, what came last is not.
    var environment = python.resolve("../..").normalize();
    Files.delete(environment.resolve("whole"));
    var leftover = Files.writeString(environment.resolve("leftover"), "");

    assertThat(run(tree, "python")).isEqualTo(python.toString());

    assertThat(leftover).doesNotExist();
    assertThat(python).isExecutable();
    Files.writeString(tree.resolve("compiler/python/requirements.txt"), "no-hash==1.0\n");
    assertThatThrownBy(() -> run(tree, "python")).hasMessageContaining("toolchain: failed:");
  }

  /**
   * Runs a copy of the script with a cache of its own; what it printed, or an error with what it
   * complained of.
   */
  private static String run(Path tree, String... arguments)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(tree.resolve("build/toolchain").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("ATOLL_CACHE", tree.resolve("cache").toString());
    var complaints = tree.resolve("stderr");
    var process = builder.redirectError(complaints.toFile()).start();
    var answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(complaints));
    }
    return answer;
  }
}
