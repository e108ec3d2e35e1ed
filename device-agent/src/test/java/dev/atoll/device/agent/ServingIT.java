package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent with a real registry and a real runner. */
class ServingIT {
  @TempDir Path folder;
  private RealRegistry registry;
  private Device device;

  @BeforeEach
  void start() throws Exception {
    registry = new RealRegistry(folder);
    device = new Device(folder.resolve("store"), registry, Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    if (device != null) {
      device.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  @Test
  void anAssignedModelIsPulledTestedAndServed() throws Exception {
    String digest = registry.push("plus1", TestModels.plus(1));
    assertThat(device.infer(1, 2, 3, 4).status()).isEqualTo(404);

    device.link().assign(device.entry(1, "digits-1", digest));

    ModelReport report = device.awaitPhase(1, Phase.Proven);
    assertThat(report.serving()).isEqualTo("digits-1");
    assertThat(report.variant()).isEqualTo("Cpu");
    assertThat(report.latency()).isNotNull();
    Device.Answer answer = device.infer(1, 2, 3, 4);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).isEqualTo("digits-1");
    assertThat(answer.first()).isEqualTo(2.0);
    assertThat(device.get("/v2/health/ready").status()).isEqualTo(200);
    assertThat(device.link().writes()).hasSizeLessThanOrEqualTo(2);
  }
}
