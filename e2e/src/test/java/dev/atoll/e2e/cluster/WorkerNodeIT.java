package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that really runs pods, and leaves nothing behind. */
class WorkerNodeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static DevCluster cluster;
  private static WorkerNode node;
  private static Path pause;

  @BeforeAll
  static void start() {
    var toolchain = Toolchain.ofWorkingDirectory();
    pause = orSkip(() -> toolchain.image("pause"), toolchain);
    cluster = DevCluster.start(folder.resolve("cluster"), toolchain);
    var before = System.nanoTime();
    node = orSkip(() -> cluster.startNode(toolchain, List.of(pause)), toolchain);
    System.out.printf("node ready in %.1f s%n", (System.nanoTime() - before) / 1e9);
  }

  static <T> T orSkip(java.util.function.Supplier<T> start, Toolchain toolchain) {
    try {
      WorkerNode.requireRoot();
      toolchain.nodePackages();
      return start.get();
    } catch (ClusterException e) {
      Assumptions.assumeFalse(
          e.reason() == Reason.NodeImpossible || e.reason() == Reason.ProgramMissing,
          "no real node here: " + e.getMessage());
      throw e;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster == null) return;
    cluster.close();
    if (node == null) return;
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
    assertThat(Files.readString(Path.of("/proc/net/route"))).doesNotContain("atoll");
    try (var groups = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"), Files::isDirectory)) {
      var number = node.machine().split("\\.", -1)[2];
      for (var group : groups) assertThat(group.resolve("atoll-" + number)).doesNotExist();
    }
  }

  private static Pod pod(KubernetesClient client, String name) {
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("pause")
                .withImage(WorkerNode.reference(pause))
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void runsAPodAndEndsIt() {
    var client = cluster.client();
    await()
        .atMost(PATIENCE)
        .until(() ->
            client.serviceAccounts().inNamespace("default").withName("default").get() != null);
    var pod = client.resource(pod(client, "first"));
    await().atMost(PATIENCE).until(() -> pod.get().getStatus().getPhase().equals("Running"));
    assertThat(pod.get().getStatus().getPodIP()).startsWith("10.213.");
    var processes = node.processesOf(pod.get().getMetadata().getUid());
    assertThat(processes).isNotEmpty();
    pod.delete();
    await().atMost(PATIENCE).until(() -> pod.get() == null);
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }
}
