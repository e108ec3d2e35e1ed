package dev.atoll.rollout.simulation;

import java.time.Duration;
import java.time.Instant;

/** What happened, for people. */
final class StoryLog {
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final StringBuilder text = new StringBuilder();
  private String stamp = "";
  private String shown = "";

  void at(Instant now) {
    long seconds = Duration.between(START, now).toSeconds();
    stamp = "%02d:%02d".formatted(seconds / 60, seconds % 60);
  }

  void line(String who, String what) {
    text.append(stamp.equals(shown) ? "     " : stamp).append("  ");
    text.append("%-14s ".formatted(who)).append(what).append('\n');
    shown = stamp;
  }

  String text() {
    return text.toString();
  }

  /** The last lines, for a failure. */
  String tail(int lines) {
    var all = text.toString().split("\n", -1);
    int from = Math.max(0, all.length - lines);
    return String.join("\n", java.util.Arrays.copyOfRange(all, from, all.length));
  }
}
