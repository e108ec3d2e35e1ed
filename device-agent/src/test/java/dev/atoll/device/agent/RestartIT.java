package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.TestModels;
import dev.atoll.oci.testing.RealRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restarted agent does with its disk. */
class RestartIT {
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  @AutoClose private Device device;
  private String one;
  private String two;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    one = TestArtifacts.plus(registry, 1);
    two = TestArtifacts.plus(registry, 2);
    device = new Device(folder.resolve("store"), registry, Duration.ofSeconds(1));
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
  }

  private void awaitAnswer(double first) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          Device.Answer a = device.infer(1, 2, 3, 4);
          return a.status() == 200 && a.first() == first;
        });
  }

  @Test
  void itServesWithoutApiServerAndRegistry() throws Exception {
    device.stop();
    registry.stop();

    device.start();

    awaitAnswer(2.0);
    assertThat(device.get("/v2/health/ready").status()).isEqualTo(200);
  }

  @Test
  void aLinkThatCannotStartIsToldAndTriedAgain() throws Exception {
    device.stop();
    device.start(2);
    device.link().assign(device.entry(2, "digits-2", two));

    device.awaitPhase(2, Phase.Proven);
    assertThat(device.log()).filteredOn(l -> l.contains("no certificates")).hasSize(2);
  }

  @Test
  void itSaysAgainWhatItSaidAndReloadsNothing() throws Exception {
    device.stop();
    device.start();
    awaitAnswer(2.0);

    device.link().assign(device.entry(1, "digits-1", one));

    ModelReport report = device.awaitPhase(1, Phase.Proven);
    assertThat(report.latency()).isNotNull();
    assertThat(device.log()).filteredOn(l -> l.contains("Activating")).hasSize(1);
  }

  @Test
  void aCandidateInItsSoakIsTriedAgainAfterTheStableRevision() throws Exception {
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));
    device.awaitPhase(2, Phase.Active);
    device.stop();
    registry.stop();

    device.start();

    awaitAnswer(3.0);
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));
    assertThat(device.awaitPhase(2, Phase.Active).serving()).isEqualTo("digits-2");
  }

  @Test
  void aBlobDamagedOnTheDiskIsPulledAgain() throws Exception {
    device.stop();
    damage("plus1");

    device.start();

    awaitAnswer(2.0);
  }

  @Test
  void withoutTheRegistryADamagedRevisionGivesWayToTheOneBeforeUntilItIsBack() throws Exception {
    device.link().assign(device.entry(2, "digits-2", two));
    device.awaitPhase(2, Phase.Proven);
    device.stop();
    damage("plus2");
    registry.stop();

    device.start();

    awaitAnswer(2.0);
    device.link().assign(device.entry(2, "digits-2", two));
    ModelReport report = device.awaitPhase(2, Phase.Reverted);
    assertThat(report.reason()).isEqualTo("DigestMismatch");
    assertThat(report.serving()).isEqualTo("digits-1");

    registry.start();

    device.awaitPhase(2, Phase.Proven);
    awaitAnswer(3.0);
  }

  private void damage(String model) throws Exception {
    Path blob = folder.resolve("store/blobs").resolve(TestModels.digest(model).hex());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
  }
}
