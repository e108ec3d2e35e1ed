package dev.atoll.device.agent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** One line for each event, on stderr. */
final class Log implements Consumer<String> {
  private static final int MAX_LINE = 2000;

  @Override
  public void accept(String line) {
    String flat = line.replace('\n', ' ').replace('\r', ' ');
    System.err.println(
        Instant.now().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + (flat.length() > MAX_LINE ? flat.substring(0, MAX_LINE) + "…" : flat));
  }
}
