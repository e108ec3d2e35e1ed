package dev.atoll.rollout;

/**
 * A decision, for people: log and event.
 *
 * @param subject a device, {@code wave canary}, {@code rollout} or {@code compile}
 * @param code CamelCase name of what was decided, or why
 * @param sentence what and why
 * @param warning whether something failed
 */
public record Note(String subject, String code, String sentence, boolean warning) {
  public static Note of(String subject, Reason why) {
    return new Note(subject, why.code(), why.message(), false);
  }

  public static Note warning(String subject, Reason why) {
    return new Note(subject, why.code(), why.message(), true);
  }
}
