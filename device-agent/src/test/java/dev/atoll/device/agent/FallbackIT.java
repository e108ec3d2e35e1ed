package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.device.TestModels;
import dev.atoll.oci.testing.RealRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device with a new disk, and a candidate that is unfit for it. */
class FallbackIT {
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  @AutoClose private Device device;
  private String one;
  private String two;
  private String wrong;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    one = TestArtifacts.plus(registry, 1);
    two = TestArtifacts.plus(registry, 2);
    wrong = TestArtifacts.push(registry, "plus2", TestModels.plus(5));
    device = new Device(folder.resolve("store"), registry, Duration.ofSeconds(1));
  }

  private ModelAssignment unfit(String fallback, String digest) {
    return device.withFallback(device.entry(3, "digits-3", wrong), fallback, digest);
  }

  private ModelReport awaitServing(String revision) {
    return await("served: " + revision)
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                device
                    .link()
                    .report(Device.MODEL)
                    .filter(r -> revision.equals(r.serving()))
                    .orElse(null),
            r -> r != null);
  }

  @Test
  void theFallbackServesAndTheReportSaysBoth() throws Exception {
    device.link().assign(unfit("digits-1", one));

    ModelReport report = awaitServing("digits-1");

    assertThat(report.phase()).isEqualTo(Phase.Failed);
    assertThat(report.reason()).isEqualTo("SelfTestFailed");
    assertThat(report.message()).endsWith("; the device goes on with digits-1");
    Device.Answer a = device.infer(1, 2, 3, 4);
    assertThat(a.first()).isEqualTo(2.0);
    assertThat(a.revision()).isEqualTo("digits-1");
  }

  @Test
  void itServesAgainAfterARestartWithoutRegistryAndApiServer() throws Exception {
    device.link().assign(unfit("digits-1", one));
    awaitServing("digits-1");
    device.stop();
    registry.stop();

    device.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> device.infer(1, 2, 3, 4).status() == 200);
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-1");
  }

  @Test
  void aFallbackThatIsNotToBeHadIsFetchedWhenTheRegistryIsBack() throws Exception {
    registry.stop();
    device.link().assign(unfit("digits-1", one));
    ModelReport report = device.awaitPhase(3, Phase.Failed);
    assertThat(report.reason()).isEqualTo("DownloadFailed");
    assertThat(report.serving()).isNull();

    registry.start();

    assertThat(awaitServing("digits-1").phase()).isEqualTo(Phase.Failed);
    await().until(() -> "SelfTestFailed".equals(awaitServing("digits-1").reason()));
  }

  @Test
  void aNewerFallbackTakesOverAndTheOldOneLeavesTheDisk() throws Exception {
    device.link().assign(unfit("digits-1", one));
    awaitServing("digits-1");
    Path old = folder.resolve("store/blobs").resolve(TestModels.digest("plus1").hex());
    assertThat(old).exists();

    device.link().assign(unfit("digits-2", two));

    awaitServing("digits-2");
    assertThat(device.infer(1, 2, 3, 4).first()).isEqualTo(3.0);
    await().until(() -> !Files.exists(old));
  }
}
