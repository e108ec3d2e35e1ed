package dev.atoll.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions as the API conventions want them; the one place that makes them. */
public final class Conditions {
  private static final int LONGEST = 1024;

  private Conditions() {}

  /** Standing of a condition. */
  public enum Standing {
    True,
    False,
    Unknown
  }

  /**
   * What is to be said.
   *
   * @param reason CamelCase
   * @param message one sentence for people
   */
  public record Fact(String type, Standing standing, String reason, String message) {
    public static Fact of(String type, boolean standing, String reason, String message) {
      return new Fact(type, standing ? Standing.True : Standing.False, reason, message);
    }
  }

  /** The facts as conditions; the time of the last transition is kept where the standing is. */
  public static List<Condition> of(
      @Nullable List<Condition> before, List<Fact> facts, long generation, Instant now) {
    return facts.stream().map(f -> condition(find(before, f.type()), f, generation, now)).toList();
  }

  private static Condition condition(
      Optional<Condition> before, Fact fact, long generation, Instant now) {
    var since =
        before
            .filter(b -> fact.standing().name().equals(b.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(fact.type())
        .withStatus(fact.standing().name())
        .withReason(fact.reason())
        .withMessage(bounded(fact.message(), LONGEST))
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }

  public static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  public static boolean isTrue(@Nullable List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  /** At most so many characters, with an ellipsis where something is missing. */
  public static String bounded(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }
}
