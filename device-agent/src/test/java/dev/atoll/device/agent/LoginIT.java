package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.oci.testing.RealRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that asks who comes. */
class LoginIT {
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  @AutoClose private @Nullable Device device;
  private String one;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.guarded(folder);
    one = TestArtifacts.plus(registry, 1);
  }

  private Device device(@Nullable Path login) throws IOException {
    return device =
        new Device(folder.resolve("store"), registry, Duration.ofSeconds(1), null, login);
  }

  @Test
  void whoIsKnownGetsTheModel() throws Exception {
    Device known = device(registry.login(RealRegistry.USER.password()));
    known.link().assign(known.entry(1, "digits-1", one));
    known.awaitPhase(1, Phase.Proven);
  }

  @Test
  void nobodyGetsNothingAndIsToldWhy() throws Exception {
    Device nobody = device(null);
    nobody.link().assign(nobody.entry(1, "digits-1", one));
    ModelReport report = nobody.awaitPhase(1, Phase.Failed);
    assertThat(report.reason()).isEqualTo("DownloadFailed");
    assertThat(report.message()).contains("check the registry's credentials");
  }

  @Test
  void credentialsThatAreRenewedCountWithoutARestart() throws Exception {
    Device late = device(registry.login("of last year"));
    late.link().assign(late.entry(1, "digits-1", one));
    ModelReport report = late.awaitPhase(1, Phase.Failed);
    assertThat(report.message())
        .contains("check the registry's credentials")
        .doesNotContain("of last year");

    registry.login(RealRegistry.USER.password());
    late.link().assign(late.entry(2, "digits-1", one));
    late.awaitPhase(2, Phase.Proven);
  }

  @Test
  void aFileThatIsMissingIsToldAtTheStart() {
    assertThatThrownBy(() -> device(folder.resolve("none.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.json");
  }
}
