package dev.atoll.device.agent.link;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  /** Like a client whose token file is gone for a moment. */
  private static KubernetesClient broken() {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            LeaseKeeperTest.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              throw new UncheckedIOException(new IOException("no token"));
            });
  }

  @Test
  void aTokenThatCannotBeReadIsToldAndTriedAgain() {
    List<String> log = new CopyOnWriteArrayList<>();
    try (LeaseKeeper unused =
        new LeaseKeeper(
            broken(),
            new ServerClock(InstantSource.system()),
            "atoll-system",
            "node-1",
            "store-1",
            Duration.ofMillis(40),
            RandomGenerator.getDefault(),
            log::add)) {
      await().until(() -> log.stream().filter(l -> l.contains("no token")).count() >= 2);
    }
  }
}
