package dev.atoll.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan under construction gathers. */
final class PlanDraft {
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final Set<String> touched = new HashSet<>();
  private @Nullable Instant wake;

  PlanDraft(Instant now) {
    this.now = now;
  }

  Instant now() {
    return now;
  }

  void assign(DeviceView device, Activation active, @Nullable Revision fallback, String why) {
    add(new Action.Assign(device.name(), new Entry(device.nextAttempt(), active, fallback)), why);
  }

  void unassign(DeviceView device, String why) {
    add(new Action.Unassign(device.name()), why);
  }

  private void add(Action action, String why) {
    actions.add(action);
    touched.add(action.device());
    var code = action instanceof Action.Assign ? ReasonCode.Assigned : ReasonCode.Unassigned;
    note(action.device(), new Reason(code.name(), why));
  }

  boolean touches(DeviceView device) {
    return touched.contains(device.name());
  }

  void note(String subject, Reason why) {
    notes.add(Note.of(subject, why));
  }

  /** Something failed. */
  void warn(String subject, Reason why) {
    notes.add(Note.warning(subject, why));
  }

  /** The plan may change at that moment even when nothing happens. */
  void wakeAt(Instant moment) {
    if (wake == null || moment.isBefore(wake)) wake = moment;
  }

  /** Wakes when the state ends by time alone, or when the device would fall silent. */
  void watch(DeviceView device, DeviceState state) {
    switch (state) {
      case DeviceState.Updating(Instant until) -> wakeAt(until);
      case DeviceState.Soaking(Instant until, Instant deadline) -> wakeAt(deadline);
      case DeviceState other -> {
        return;
      }
    }
    if (device.liveness() != null && device.reachable(now)) wakeAt(device.liveness().until());
  }

  /** What gives places back comes before what takes them: the operator may stop in between. */
  List<Action> actions() {
    return actions.stream().sorted(Comparator.comparing(PlanDraft::takesPlace)).toList();
  }

  private static boolean takesPlace(Action action) {
    return action instanceof Action.Assign(String device, Entry entry)
        && entry.active().wave() != null;
  }

  List<Note> notes() {
    return notes;
  }

  @Nullable Duration requeueAfter() {
    if (wake == null) return null;
    if (!wake.isAfter(now)) return AT_ONCE;
    var wait = Duration.between(now, wake);
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }
}
