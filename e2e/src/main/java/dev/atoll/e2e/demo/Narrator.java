package dev.atoll.e2e.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Prints the story: chapters, commands with their real output, progress, and what was found true.
 */
public final class Narrator {
  private final PrintStream out;
  private final InstantSource clock;
  private final Instant start;

  public Narrator(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
  }

  void chapter(String title) {
    out.printf("%n── %s %s%n", title, "─".repeat(Math.max(3, 96 - title.length())));
  }

  public void say(String sentence) {
    out.println(sentence);
    out.flush();
  }

  /** Something happened while we wait. */
  public void progress(String what) {
    out.printf("  %6.1f s  %s%n", seconds(), what);
    out.flush();
  }

  void command(String line) {
    out.println("$ " + line);
    out.flush();
  }

  void output(String text) {
    text.lines().forEach(out::println);
    out.flush();
  }

  /** A clause of the story that was just seen to hold. */
  void seen(String clause) {
    out.println("  ✓ " + clause);
    out.flush();
  }

  private double seconds() {
    return Duration.between(start, clock.instant()).toMillis() / 1000.0;
  }
}
