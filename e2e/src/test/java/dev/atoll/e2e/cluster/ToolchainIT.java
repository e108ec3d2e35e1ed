package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.nio.file.Path;
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
}
