package dev.atoll.device.agent.link;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.device.agent.Agent;
import dev.atoll.device.agent.store.Identity;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the status whenever it says something new, and never else. */
public final class StatusPublisher implements AutoCloseable {
  private static final long FIRST_DELAY = 1_000;
  private static final long MAX_DELAY = 30_000;

  private final DeviceLink link;
  private final Supplier<List<Agent.View>> models;
  private final Identity identity;
  private final String agentVersion;
  private final Supplier<String> runtime;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final Reports reports = new Reports();
  private final Thread thread;
  private final Object lock = new Object();
  private DeviceLink.@Nullable Device device;
  private boolean dirty;
  private @Nullable EdgeDeviceStatus written;

  /** Begins to wait for a device. */
  public StatusPublisher(
      DeviceLink link,
      Supplier<List<Agent.View>> models,
      Identity identity,
      String agentVersion,
      Supplier<String> runtime,
      InstantSource clock,
      Consumer<String> log) {
    this.link = link;
    this.models = models;
    this.identity = identity;
    this.agentVersion = agentVersion;
    this.runtime = runtime;
    this.clock = clock;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("status").start(this::run);
  }

  /** The EdgeDevice as it is now. */
  public void device(DeviceLink.Device now) {
    synchronized (lock) {
      if (device == null || !device.uid().equals(now.uid())) {
        // What stands there counts as written: an agent that starts again says nothing new.
        written = now.status();
      }
      device = now;
      touch();
    }
  }

  /** Something may have changed. */
  public void touch() {
    synchronized (lock) {
      dirty = true;
      lock.notifyAll();
    }
  }

  private void run() {
    long failures = 0;
    long wait = 0;
    try {
      while (true) {
        DeviceLink.Device to = awaitWork(wait);
        OptionalLong next = report(to);
        if (next.isPresent()) {
          failures = 0;
          wait = next.getAsLong();
        } else {
          failures++;
          long delay = Math.min(MAX_DELAY, FIRST_DELAY << Math.min(failures - 1, 10));
          Thread.sleep(Duration.ofMillis(delay));
          touch();
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Milliseconds until it may say something new by itself, 0 for never; empty when it failed. */
  private OptionalLong report(DeviceLink.Device to) {
    try {
      Reports.Current current = reports.of(models.get(), clock.instant());
      return write(to, current) ? OptionalLong.of(untilNext(current)) : OptionalLong.empty();
    } catch (RuntimeException e) {
      // A token that cannot be read, for example: that may pass.
      log.accept("the status could not be written: " + e);
      return OptionalLong.empty();
    }
  }

  /** Returns when something may have changed, or after this many milliseconds; 0 is for ever. */
  private DeviceLink.Device awaitWork(long wait) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    synchronized (lock) {
      while (device == null || !dirty) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (device != null && wait > 0 && left <= 0) {
          break;
        }
        lock.wait(wait > 0 ? Math.max(1, left) : 0);
      }
      dirty = false;
      return Objects.requireNonNull(device);
    }
  }

  private long untilNext(Reports.Current current) {
    return current.again() == null
        ? 0
        : Math.max(1, Duration.between(clock.instant(), current.again()).toMillis() + 1);
  }

  private boolean write(DeviceLink.Device to, Reports.Current current) {
    EdgeDeviceStatus before;
    synchronized (lock) {
      before = written;
    }
    EdgeDeviceStatus status = status(to, current, before);
    if (same(status, before)) {
      return true;
    }
    try {
      link.write(to, status);
      synchronized (lock) {
        written = status;
      }
      return true;
    } catch (LinkException e) {
      log.accept("the status could not be written: " + e.getMessage());
      return false;
    }
  }

  private EdgeDeviceStatus status(
      DeviceLink.Device to, Reports.Current current, @Nullable EdgeDeviceStatus before) {
    return new EdgeDeviceStatus(
        identity.machineId(),
        identity.storeId(),
        agentVersion,
        new EdgeDeviceStatus.Runtime(runtime.get()),
        current.models(),
        List.of(ready(to, current.missing(), before)));
  }

  private Condition ready(
      DeviceLink.Device to, List<String> missing, @Nullable EdgeDeviceStatus before) {
    String value = missing.isEmpty() ? "True" : "False";
    Condition old = oldReady(before);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String since =
        old != null && value.equals(old.getStatus()) ? old.getLastTransitionTime() : now.toString();
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus(value)
        .withReason(missing.isEmpty() ? "Serving" : "NotServing")
        .withMessage(
            missing.isEmpty()
                ? "Every assigned model is served"
                : "Not served: " + String.join(", ", missing))
        .withObservedGeneration(to.generation())
        .withLastTransitionTime(since)
        .build();
  }

  private static @Nullable Condition oldReady(@Nullable EdgeDeviceStatus status) {
    if (status == null || status.conditions() == null) {
      return null;
    }
    return status.conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .findFirst()
        .orElse(null);
  }

  /** A new generation alone is not worth a write. */
  private static boolean same(EdgeDeviceStatus now, @Nullable EdgeDeviceStatus before) {
    if (before == null) {
      return false;
    }
    Condition a = Objects.requireNonNull(oldReady(now));
    Condition b = oldReady(before);
    return b != null
        && Objects.equals(a.getStatus(), b.getStatus())
        && Objects.equals(a.getMessage(), b.getMessage())
        && Objects.equals(now.storeId(), before.storeId())
        && Objects.equals(now.machineId(), before.machineId())
        && Objects.equals(now.agentVersion(), before.agentVersion())
        && Objects.equals(now.runtime(), before.runtime())
        && Objects.equals(now.models(), before.models() == null ? List.of() : before.models());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
