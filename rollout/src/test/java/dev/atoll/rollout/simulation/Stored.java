package dev.atoll.rollout.simulation;

import dev.atoll.rollout.DeviceView;
import dev.atoll.rollout.Entry;
import dev.atoll.rollout.Liveness;
import dev.atoll.rollout.Reason;
import dev.atoll.rollout.Report;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of a device in the store. */
record Stored(
    String name,
    long version,
    Map<String, String> labels,
    boolean selected,
    boolean cordoned,
    @Nullable Liveness lease,
    @Nullable Entry entry,
    @Nullable Report report) {

  static final Reason CORDONED = new Reason("Cordoned", "its Node is cordoned");

  DeviceView view() {
    return new DeviceView(
        name,
        "uid-" + name,
        labels,
        selected,
        lease,
        cordoned ? CORDONED : null,
        null,
        entry,
        report);
  }

  Stored with(@Nullable Entry next) {
    return new Stored(name, version + 1, labels, selected, cordoned, lease, next, report);
  }

  Stored with(@Nullable Report next) {
    return new Stored(name, version + 1, labels, selected, cordoned, lease, entry, next);
  }

  Stored with(Liveness next) {
    return new Stored(name, version + 1, labels, selected, cordoned, next, entry, report);
  }

  Stored selected(boolean next) {
    return new Stored(name, version + 1, labels, next, cordoned, lease, entry, report);
  }

  Stored cordoned(boolean next) {
    return new Stored(name, version + 1, labels, selected, next, lease, entry, report);
  }
}
