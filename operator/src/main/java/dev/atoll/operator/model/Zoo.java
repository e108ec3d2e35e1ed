package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.operator.kube.Caches;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The catalogue of base models. A source that names an entry is taken for what the entry says at
 * this moment, so that an entry that changes makes a new revision. Pure.
 */
public final class Zoo {
  private static final int SHOWN = 10;

  private Zoo() {}

  /** What an EdgeModel asks for once the catalogue was looked up. */
  public sealed interface Resolution permits Resolution.Resolved, ZooRefusal {
    /** The EdgeModel with a source that lies somewhere. */
    record Resolved(EdgeModel model) implements Resolution {}
  }

  /** The entries as the cache has them; none when there is no catalogue. */
  public static Map<String, String> entries(Caches caches) {
    return caches.zoo().list().stream()
        .findFirst()
        .map(c -> c.getData() == null ? Map.<String, String>of() : c.getData())
        .orElse(Map.of());
  }

  /** The EdgeModel as it is to be planned for; as it is when its entry cannot be used. */
  public static EdgeModel effective(EdgeModel model, Map<String, String> entries) {
    return switch (resolve(model, entries)) {
      case Resolution.Resolved(EdgeModel resolved) -> resolved;
      case ZooRefusal r -> model;
    };
  }

  static boolean asked(EdgeModel model) {
    return model.getSpec().source().zoo() != null;
  }

  static Resolution resolve(EdgeModel model, Map<String, String> entries) {
    var source = model.getSpec().source();
    if (source.zoo() == null) return new Resolution.Resolved(model);
    var name = source.zoo().name();
    var yaml = entries.get(name);
    if (yaml == null)
      return refused(
          ModelReason.ZooEntryNotFound,
          "the zoo has no entry '%s'; it has %s".formatted(name, names(entries)));
    try {
      var resolved = ZooEntry.parse(yaml).source(source.credentialsSecretRef());
      if (resolved.needsCalibration() && model.getSpec().calibration() == null)
        return refused(
            ModelReason.CalibrationInvalid,
            "the zoo's entry '%s' is a floating-point model, which needs calibration data: set calibration.uri"
                .formatted(name));
      return new Resolution.Resolved(with(model, resolved));
    } catch (IllegalArgumentException e) {
      return refused(
          ModelReason.ZooEntryInvalid,
          "the zoo's entry '%s' cannot be used: %s; ask who keeps the zoo to repair it"
              .formatted(name, e.getMessage()));
    }
  }

  private static String names(Map<String, String> entries) {
    if (entries.isEmpty()) return "none: its ConfigMap is missing or empty";
    var shown =
        new TreeSet<>(entries.keySet()).stream().limit(SHOWN).collect(Collectors.joining(", "));
    return entries.size() > SHOWN ? shown + " and others" : shown;
  }

  private static Resolution refused(ModelReason reason, String message) {
    return new ZooRefusal(reason.name(), message);
  }

  private static EdgeModel with(EdgeModel model, dev.atoll.api.v1alpha1.Source source) {
    var resolved = new EdgeModel();
    resolved.setMetadata(model.getMetadata());
    resolved.setSpec(model.getSpec().withSource(source));
    resolved.setStatus(model.getStatus());
    return resolved;
  }
}
