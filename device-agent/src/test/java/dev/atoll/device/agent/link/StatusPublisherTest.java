package dev.atoll.device.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.device.agent.store.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StatusPublisherTest {
  /** Its first write meets a token that cannot be read. */
  private static final class ForgetfulLink implements DeviceLink {
    private final AtomicInteger calls = new AtomicInteger();
    private final List<EdgeDeviceStatus> written = new CopyOnWriteArrayList<>();

    @Override
    public void start(Consumer<Device> listener) {}

    @Override
    public void write(Device device, EdgeDeviceStatus status) {
      if (calls.getAndIncrement() == 0) {
        throw new UncheckedIOException(new IOException("no token"));
      }
      written.add(status);
    }

    @Override
    public void close() {}
  }

  @Test
  void aTokenThatCannotBeReadIsToldAndTheStatusIsWrittenLater() {
    List<String> log = new CopyOnWriteArrayList<>();
    ForgetfulLink link = new ForgetfulLink();
    try (StatusPublisher publisher =
        new StatusPublisher(
            link,
            List::of,
            new Identity("store-1", "machine-1"),
            "1",
            () -> "2.21",
            InstantSource.system(),
            log::add)) {
      publisher.device(new DeviceLink.Device("uid-1", 1, null, List.of(), null));
      await().until(() -> link.written.size() == 1);
    }
    assertThat(log).singleElement().asString().contains("no token");
  }
}
