package dev.atoll.device.agent.link;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Says again and again that this device is alive. */
final class LeaseKeeper implements AutoCloseable {
  private final KubernetesClient client;
  private final ServerClock clock;
  private final String namespace;
  private final String node;
  private final String holder;
  private final Duration period;
  private final RandomGenerator random;
  private final Consumer<String> log;
  private final Thread thread;

  LeaseKeeper(
      KubernetesClient client,
      ServerClock clock,
      String namespace,
      String node,
      String holder,
      Duration period,
      RandomGenerator random,
      Consumer<String> log) {
    this.client = client;
    this.clock = clock;
    this.namespace = namespace;
    this.node = node;
    this.holder = holder;
    this.period = period;
    this.random = random;
    this.log = log;
    this.thread = Thread.ofVirtual().name("lease").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        boolean renewed = renew();
        // A failed renewal is tried again soon; the jitter keeps a fleet from coming as one.
        long part = period.toMillis() / (renewed ? 10 : 4);
        long base = renewed ? period.toMillis() - part : part;
        Thread.sleep(base + random.nextLong(Math.max(1, part)));
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  private boolean renew() {
    try {
      if (!clock.known()) {
        var unused = client.leases().inNamespace(namespace).withName(node).get();
      }
      client
          .resource(lease(clock.instant()))
          .fieldManager("atoll-agent")
          .forceConflicts()
          .serverSideApply();
      return true;
    } catch (KubernetesClientException e) {
      log.accept("the lease could not be renewed: " + ApiServerLink.reason(e));
      return false;
    } catch (RuntimeException e) {
      // A token that cannot be read, for example: that may pass.
      log.accept("the lease could not be renewed: " + e);
      return false;
    }
  }

  private Lease lease(Instant now) {
    int seconds = (int) Math.max(1, 3 * period.toMillis() / 1000);
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(node)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(holder)
        .withLeaseDurationSeconds(seconds)
        .withRenewTime(now.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
