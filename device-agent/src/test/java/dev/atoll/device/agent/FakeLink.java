package dev.atoll.device.agent;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.device.agent.link.DeviceLink;
import dev.atoll.device.agent.link.LinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An API server of one object. */
final class FakeLink implements DeviceLink {
  private final List<EdgeDeviceStatus> writes = new CopyOnWriteArrayList<>();
  private final AtomicInteger failingStarts = new AtomicInteger();
  private volatile boolean down;
  private volatile Consumer<Device> listener = d -> {};
  private volatile @Nullable EdgeDeviceStatus status;
  private List<ModelAssignment> models = List.of();
  private @Nullable String hold;
  private long generation;

  /** As a watch does, it begins with what stands there. */
  @Override
  public synchronized void start(Consumer<Device> toTell) {
    if (failingStarts.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new UncheckedIOException(new IOException("no certificates"));
    }
    this.listener = toTell;
    if (generation > 0) {
      show();
    }
  }

  @Override
  public void write(Device device, EdgeDeviceStatus now) throws LinkException {
    if (down) {
      throw new LinkException("down", new IOException("down"));
    }
    writes.add(now);
    status = now;
  }

  /** What the operator writes. */
  synchronized void assign(ModelAssignment... entries) {
    models = List.of(entries);
    tell();
  }

  synchronized void hold(@Nullable String reason) {
    hold = reason;
    tell();
  }

  /** So many starts fail from now on. */
  void failStarts(int number) {
    failingStarts.set(number);
  }

  private void tell() {
    generation++;
    show();
  }

  private void show() {
    listener.accept(new Device("uid-1", generation, hold, models, status));
  }

  void down(boolean now) {
    down = now;
  }

  List<EdgeDeviceStatus> writes() {
    return writes;
  }

  Optional<ModelReport> report(String model) {
    EdgeDeviceStatus now = status;
    return now == null || now.models() == null
        ? Optional.empty()
        : now.models().stream().filter(m -> m.name().equals(model)).findFirst();
  }

  @Override
  public void close() {
    listener = d -> {};
  }
}
