package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.TestModels;
import dev.atoll.oci.testing.RealRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent with a real registry and a real runner. */
class ServingIT {
  private static final int MANY = 50;

  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  @AutoClose private Device device;
  private String one;
  private String two;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    device = new Device(folder.resolve("store"), registry, Duration.ofSeconds(1));
    one = TestArtifacts.plus(registry, 1);
    two = TestArtifacts.plus(registry, 2);
  }

  @Test
  void anAssignedModelIsPulledTestedAndServed() throws Exception {
    assertThat(device.infer(1, 2, 3, 4).status()).isEqualTo(404);

    device.link().assign(device.entry(1, "digits-1", one));

    ModelReport report = device.awaitPhase(1, Phase.Proven);
    assertThat(report.serving()).isEqualTo("digits-1");
    assertThat(report.variant()).isEqualTo("Cpu");
    assertThat(report.latency()).isNotNull();
    Device.Answer answer = device.infer(1, 2, 3, 4);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).isEqualTo("digits-1");
    assertThat(answer.first()).isEqualTo(2.0);
    assertThat(device.get("/v2/health/ready").status()).isEqualTo(200);
    // those of the start, which tell the runtime, are not counted
    assertThat(device.link().writes())
        .filteredOn(w -> w.models() != null && !w.models().isEmpty())
        .hasSizeBetween(1, 3);
  }

  @Test
  void aModelThatIsNoLongerAssignedIsUnloaded() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    device.link().assign();

    await().until(() -> device.infer(1, 2, 3, 4).status() == 404);
    await().until(() -> device.link().report(Device.MODEL).isEmpty());
    assertThat(folder.resolve("store/blobs")).isEmptyDirectory();
  }

  @Test
  void aSwitchUnderSteadyLoadLosesNoRequest() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    try (Load load = new Load(device, Map.of("digits-1", 2.0, "digits-2", 3.0))) {
      await().until(() -> load.answers("digits-1") > MANY);

      device.link().assign(device.entry(2, "digits-2", two, "1s", "500ms"));

      device.awaitPhase(2, Phase.Active);
      ModelReport report = device.awaitPhase(2, Phase.Proven);
      assertThat(report.serving()).isEqualTo("digits-2");
      await().until(() -> load.answers("digits-2") > MANY);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void aRunnerKilledUnderLoadLosesNoRequest() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    try (Load load = new Load(device, Map.of("digits-1", 2.0))) {
      for (int round = 0; round < 3; round++) {
        int before = load.answers("digits-1");
        await().until(() -> load.answers("digits-1") > before + MANY);
        long pid = device.runnerPid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().until(() -> device.runnerPid() > 0 && device.runnerPid() != pid);
      }
      int after = load.answers("digits-1");
      await().until(() -> load.answers("digits-1") > after + MANY);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void aRevisionWhoseRunnerKeepsDyingIsTakenBack() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));
    device.awaitPhase(2, Phase.Active);

    for (int round = 0; round < 2; round++) {
      await().until(() -> device.runnerPid() > 0);
      long pid = device.runnerPid();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await().until(() -> device.runnerPid() != pid);
    }

    ModelReport report = device.awaitPhase(2, Phase.Reverted);
    assertThat(report.reason()).isEqualTo("RunnerCrashed");
    assertThat(report.serving()).isEqualTo("digits-1");
    await().until(() -> device.infer(1, 2, 3, 4).revision().equals("digits-1"));
  }

  @Test
  void aModelThatComputesSomethingElseIsNotServed() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    String wrong = TestArtifacts.push(registry, "plus2", TestModels.plus(5));
    device.link().assign(device.entry(2, "digits-2", wrong));

    ModelReport report = device.awaitPhase(2, Phase.Failed);
    assertThat(report.reason()).isEqualTo("SelfTestFailed");
    assertThat(report.message())
        .contains("PartitionedCall:0")
        .contains("3 instead of 6")
        .endsWith("the device goes on with digits-1");
    assertThat(report.serving()).isEqualTo("digits-1");
    assertThat(device.infer(1, 2, 3, 4).first()).isEqualTo(2.0);
  }

  @Test
  void aModelThatIsTooSlowIsNotServed() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    String slow = TestArtifacts.push(registry, "slow", TestModels.slow());
    device.link().assign(device.entry(2, "digits-2", slow, null, "5ms"));

    ModelReport report = device.awaitPhase(2, Phase.Failed);
    assertThat(report.reason()).isEqualTo("LatencyAboveTarget");
    assertThat(report.message())
        .matches(
            "the p99 of one inference is \\S+ms over \\d+ inferences, the target is 5.00ms;"
                + " the device goes on with digits-1");
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-1");
  }

  @Test
  void aBlobChangedInTheRegistryIsRefused() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    registry.damage(TestModels.digest("plus2"));
    device.link().assign(device.entry(2, "digits-2", two));

    ModelReport report = device.awaitPhase(2, Phase.Failed);
    assertThat(report.reason()).isEqualTo("DigestMismatch");
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-1");
  }

  @Test
  void anUnreachableRegistryIsToldAndTriedAgain() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    registry.stop();

    device.link().assign(device.entry(2, "digits-2", two));

    ModelReport report = device.awaitPhase(2, Phase.Failed);
    assertThat(report.reason()).isEqualTo("DownloadFailed");
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-1");

    registry.start();

    device.awaitPhase(2, Phase.Proven);
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-2");
  }

  @Test
  void goingBackToWhatIsServedNeedsNothing() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));
    device.awaitPhase(2, Phase.Active);
    registry.stop();

    device.link().assign(device.entry(3, "digits-1", one, "1h", null));

    ModelReport report = device.awaitPhase(3, Phase.Proven);
    assertThat(report.serving()).isEqualTo("digits-1");
    assertThat(device.infer(1, 2, 3, 4).first()).isEqualTo(2.0);
  }

  @Test
  void nothingChangesOnHold() throws Exception {
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    device.link().hold("inspection");
    device.link().assign(device.entry(2, "digits-2", two));
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-1");

    device.link().hold(null);
    device.awaitPhase(2, Phase.Proven);
    assertThat(device.infer(1, 2, 3, 4).revision()).isEqualTo("digits-2");
  }
}
