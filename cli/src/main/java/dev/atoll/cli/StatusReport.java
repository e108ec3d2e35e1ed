package dev.atoll.cli;

import dev.atoll.api.v1alpha1.DeviceCounts;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code status} prints, from the objects alone. */
final class StatusReport {
  private static final String NONE = "-";

  private StatusReport() {}

  /**
   * A text for people.
   *
   * @param rollout the newest rollout, when there is one
   * @param candidate the candidate's revision, when there is one
   */
  static String render(
      EdgeModel model, @Nullable ModelRollout rollout, @Nullable ModelRevision candidate) {
    EdgeModelStatus status = model.getStatus();
    if (status == null) {
      return new Table().row(title(model), "the operator has not looked at it yet").render();
    }
    List<String> parts = new ArrayList<>();
    parts.add(head(model, status, rollout, candidate));
    if (rollout != null && rollout.getStatus() != null) {
      parts.add(waves(rollout.getStatus()));
      parts.add(samples(rollout.getStatus()));
    }
    parts.add(conditions(status));
    return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static String title(EdgeModel model) {
    return model.getMetadata().getNamespace() + "." + model.getMetadata().getName();
  }

  private static String head(
      EdgeModel model,
      EdgeModelStatus status,
      @Nullable ModelRollout rollout,
      @Nullable ModelRevision candidate) {
    Table table =
        new Table()
            .row("Model", title(model))
            .row("Phase", shown(status.phase()))
            .row("Stable", shown(status.stableRevision()));
    if (status.candidateRevision() != null) {
      table.row("Candidate", status.candidateRevision() + detail(candidate));
    }
    if (status.devices() != null) {
      table.row("Devices", counts(status.devices()));
    }
    if (rollout != null) {
      table.row("Rollout", rollout.getMetadata().getName() + detail(rollout.getStatus()));
    } else if (status.rollout() != null) {
      table.row("Rollout", status.rollout() + " (deleted)");
    }
    return table.render();
  }

  private static String detail(@Nullable ModelRevision candidate) {
    ModelRevisionStatus s = candidate == null ? null : candidate.getStatus();
    if (s == null) {
      return "";
    }
    String stage = s.stage() == null ? "" : ", " + s.stage();
    ModelRevisionStatus.Quarantine q = s.quarantine();
    String quarantine = q == null ? "" : ", quarantined: " + why(q.reason(), q.message());
    return " (" + shown(s.phase()) + stage + quarantine + ")";
  }

  private static String detail(@Nullable ModelRolloutStatus status) {
    return status == null
        ? ""
        : " (%s%s)"
            .formatted(shown(status.phase()), prefixed(why(status.reason(), status.message())));
  }

  /** Selected devices and every other state that has some. */
  private static String counts(DeviceCounts d) {
    Map<String, Integer> states = new LinkedHashMap<>();
    states.put("updated", d.updated());
    states.put("healthy", d.healthy());
    states.put("failed", d.failed());
    states.put("lost", d.lost());
    states.put("unreachable", d.unreachable());
    states.put("deferred", d.deferred());
    states.put("incompatible", d.incompatible());
    return d.selected()
        + " selected"
        + states.entrySet().stream()
            .filter(e -> e.getValue() > 0)
            .map(e -> ", " + e.getValue() + " " + e.getKey())
            .collect(Collectors.joining());
  }

  private static String waves(ModelRolloutStatus status) {
    if (status.waves() == null || status.waves().isEmpty()) {
      return "";
    }
    Table table =
        new Table()
            .row(
                "WAVE",
                "PHASE",
                "TARGET",
                "UPDATING",
                "SOAKING",
                "SUCCEEDED",
                "FAILED",
                "LOST",
                "UNREACHABLE",
                "DEFERRED",
                "WHY");
    for (ModelRolloutStatus.WaveStatus w : status.waves()) {
      String soak = w.soakUntil() == null ? "" : "soaks until " + w.soakUntil();
      String why = why(w.reason(), w.message());
      table.row(
          w.name(),
          shown(w.phase()),
          shown(w.target()),
          w.updating(),
          w.soaking(),
          w.succeeded(),
          w.failed(),
          w.lost(),
          w.unreachable(),
          w.deferred(),
          why.isEmpty() ? soak : why);
    }
    return table.render();
  }

  private static String samples(ModelRolloutStatus status) {
    if (status.samples() == null || status.samples().isEmpty()) {
      return "";
    }
    Table table = new Table().row("DEVICE", "STATE", "WHY");
    for (ModelRolloutStatus.Sample s : status.samples()) {
      table.row(s.device(), shown(s.state()), why(s.reason(), s.message()));
    }
    return table.render();
  }

  private static String conditions(EdgeModelStatus status) {
    if (status.conditions() == null || status.conditions().isEmpty()) {
      return "";
    }
    Table table = new Table().row("CONDITION", "STATUS", "WHY");
    for (Condition c : status.conditions()) {
      table.row(c.getType(), c.getStatus(), why(c.getReason(), c.getMessage()));
    }
    return table.render();
  }

  private static String why(@Nullable String reason, @Nullable String message) {
    boolean silent = message == null || message.isBlank();
    return reason == null
        ? Objects.requireNonNullElse(message, "")
        : silent ? reason : reason + ": " + message;
  }

  private static String prefixed(String why) {
    return why.isEmpty() ? "" : ", " + why;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }
}
