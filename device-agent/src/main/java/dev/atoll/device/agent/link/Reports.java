package dev.atoll.device.agent.link;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Latency;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.agent.Agent;
import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be reported now. Quick steps are not: Fetching and Activating show only when they
 * last, and only one of them for an attempt, so that a change takes at most three writes.
 */
final class Reports {
  /** A step that takes less is not worth a write. */
  static final Duration QUICK = Duration.ofSeconds(2);

  private static final int MAX_MESSAGE = 1024;

  private final Map<String, ModelReport> shown = new HashMap<>();

  /**
   * Reports, and when to look again although nothing has happened.
   *
   * @param again null for not before something happens
   * @param missing models that are not served, other than for a moment
   */
  record Current(List<ModelReport> models, @Nullable Instant again, List<String> missing) {}

  Current of(List<Agent.View> models, Instant now) {
    List<ModelReport> all = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Instant again = null;
    for (Agent.View m : models) {
      Outcome outcome = m.state().outcome();
      boolean moment = outcome == null;
      if (outcome != null && outcome.phase().compareTo(Outcome.Phase.Active) < 0) {
        Instant due = outcome.since().plus(QUICK);
        if (due.isAfter(now)) {
          again = again == null || due.isBefore(again) ? due : again;
          moment = true;
        } else {
          slow(m, outcome);
        }
      } else if (outcome != null) {
        shown.put(m.state().name(), report(m, outcome));
      }
      Optional.ofNullable(shown.get(m.state().name())).ifPresent(all::add);
      if (m.state().serving() == null && !moment) {
        missing.add(m.state().name());
      }
    }
    shown.keySet().retainAll(models.stream().map(m -> m.state().name()).toList());
    return new Current(all, again, missing);
  }

  /** A step that lasts: shown unless one was shown for this attempt already. */
  private void slow(Agent.View m, Outcome outcome) {
    ModelReport before = shown.get(m.state().name());
    Assignment wanted = m.state().wanted();
    boolean told =
        before != null
            && before.attempt() != null
            && wanted != null
            && before.attempt() == wanted.attempt();
    if (!told) {
      shown.put(m.state().name(), report(m, outcome));
    }
  }

  private static ModelReport report(Agent.View m, Outcome outcome) {
    ModelState s = m.state();
    Assignment wanted = s.wanted();
    Deployment serving = s.serving();
    Failure failure = outcome.failure();
    return new ModelReport(
        s.name(),
        wanted == null ? null : wanted.active().revision(),
        wanted == null ? null : wanted.attempt(),
        Phase.valueOf(outcome.phase().name()),
        failure == null ? null : failure.reason().name(),
        failure == null ? null : cut(failure.message() + "; " + s.servingInWords()),
        serving == null ? null : serving.revision(),
        m.variant().isEmpty() ? null : m.variant(),
        latency(outcome.figures()),
        outcome.since().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static @Nullable Latency latency(@Nullable Figures f) {
    return f == null || f.invocations() == 0
        ? null
        : new Latency(milliseconds(f.p50()), milliseconds(f.p99()));
  }

  private static String milliseconds(Duration d) {
    double ms = d.toNanos() / 1e6;
    return String.format(Locale.ROOT, ms >= 100 ? "%.0fms" : ms >= 1 ? "%.1fms" : "%.3fms", ms);
  }

  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
