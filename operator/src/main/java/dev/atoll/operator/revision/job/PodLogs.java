package dev.atoll.operator.revision.job;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Logs as the API server hands them on from the kubelets. */
record PodLogs(KubernetesClient client) implements ContainerLog.Logs {
  @Override
  public AutoCloseable follow(
      ContainerLog.Container container, @Nullable Integer since, OutputStream to, Runnable ended) {
    var log =
        client
            .pods()
            .inNamespace(container.namespace())
            .withName(container.pod())
            .inContainer(container.name())
            // It is known to run; the client would wait for the whole pod.
            .withReadyWaitTimeout(0);
    var watch = since == null ? log.watchLog(to) : log.sinceSeconds(since).watchLog(to);
    watch.onClose().whenComplete((end, error) -> ended.run());
    return watch;
  }
}
