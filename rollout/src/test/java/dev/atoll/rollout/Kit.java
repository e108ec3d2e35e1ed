package dev.atoll.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readable test objects. */
final class Kit {
  static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  static final Revision OLD = revision("digits-1");
  static final Revision NEW = revision("digits-2");

  private Kit() {}

  static Revision revision(String name) {
    return new Revision(
        name, new ArtifactRef("registry.test/vision", "sha256:" + name), Serving.DEFAULT);
  }

  static WaveSpec wave(String name, @Nullable Amount size, Duration soak) {
    return new WaveSpec(
        name, size, LabelSelector.ANY, null, soak, 1, Amount.NONE, Amount.NONE, OnFailure.ROLLBACK);
  }

  static RolloutSpec run(WaveSpec... waves) {
    return new RolloutSpec("run-1", OLD, NEW, List.of(waves));
  }

  static RolloutSnapshot snapshot(RolloutSpec spec, DeviceView... devices) {
    return snapshot(spec, Progress.initial(spec), devices);
  }

  static RolloutSnapshot snapshot(RolloutSpec spec, Progress progress, DeviceView... devices) {
    return new RolloutSnapshot(
        spec, progress, new Wish(NEW.name(), false), List.of(devices), List.of());
  }

  static RolloutPlan plan(RolloutSnapshot snapshot) {
    return new RolloutPlanner().plan(snapshot, NOW);
  }

  static Device device(String name) {
    return new Device(name);
  }

  /** A reachable, selected device without an entry, until told otherwise. */
  static final class Device {
    private final String name;
    private boolean selected = true;
    private @Nullable Liveness liveness;
    private @Nullable Reason deferred;
    private @Nullable Reason incompatible;
    private @Nullable Entry entry;
    private @Nullable Report report;

    private Device(String name) {
      this.name = name;
      seen(Duration.ofSeconds(5));
    }

    Device seen(Duration ago) {
      liveness = new Liveness("disk-" + name, NOW.minus(ago), Duration.ofSeconds(180));
      return this;
    }

    Device silent() {
      return seen(Duration.ofMinutes(9));
    }

    Device left() {
      selected = false;
      return this;
    }

    Device onHold() {
      deferred = new Reason("OnHold", "a person works on it");
      return this;
    }

    Device incompatible() {
      incompatible = new Reason("NoVariant", "it needs an Edge TPU");
      return this;
    }

    Device proven(Revision revision) {
      return has(1, revision, null, null, Duration.ofHours(1), Duration.ZERO)
          .says(Report.Phase.PROVEN);
    }

    Device candidate(int wave, Duration ago, Duration soak) {
      return has(2, NEW, "run-1", wave, ago, soak);
    }

    Device candidate(int wave) {
      return candidate(wave, Duration.ofSeconds(30), Duration.ZERO);
    }

    Device has(
        long attempt,
        Revision revision,
        @Nullable String rollout,
        @Nullable Integer wave,
        Duration ago,
        Duration soak) {
      var active = new Activation(revision, rollout, wave, NOW.minus(ago), soak);
      entry = new Entry(attempt, active, wave == null ? null : OLD);
      return this;
    }

    Device says(Report.Phase phase) {
      return says(phase, Duration.ofSeconds(10));
    }

    Device says(Report.Phase phase, Duration ago) {
      if (entry == null) throw new IllegalStateException("give it an entry first");
      return says(entry.attempt(), entry.active().revision().name(), phase, ago, "disk-" + name);
    }

    Device says(long attempt, String revision, Report.Phase phase, Duration ago, String store) {
      boolean bad = phase == Report.Phase.FAILED || phase == Report.Phase.REVERTED;
      var reason = bad ? "LatencyAboveTarget" : null;
      var message = bad ? "p99 71 ms is above 5 ms" : null;
      report = new Report(attempt, revision, phase, reason, message, NOW.minus(ago), store);
      return this;
    }

    DeviceView view() {
      return new DeviceView(
          name,
          "uid-" + name,
          Map.of("name", name),
          selected,
          liveness,
          deferred,
          incompatible,
          entry,
          report);
    }
  }
}
