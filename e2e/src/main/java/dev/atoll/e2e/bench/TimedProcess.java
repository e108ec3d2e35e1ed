package dev.atoll.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One command, measured from outside.
 *
 * @param total from its start to its end
 * @param stages time in each stage that it announced on its output as {@code stage: NAME}, in
 *     order; {@code start} is the time before the first
 * @param peakBytes the most resident memory that the process and its children held together, looked
 *     at every 50 ms
 */
record TimedProcess(Duration total, Map<String, Duration> stages, long peakBytes) {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String STAGE = "stage: ";

  /**
   * @param log gets what the command writes to its error output
   * @throws IllegalStateException when it fails or takes longer than ten minutes
   */
  static TimedProcess run(List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    var clock = new Stages(System.nanoTime());
    var process = builder.start();
    process.getOutputStream().close();
    var reader = Thread.ofVirtual().start(() -> read(process, clock));
    long peak = 0;
    var end = System.nanoTime() + LIMIT.toNanos();
    while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() > end) process.destroyForcibly();
      peak = Math.max(peak, resident(process.toHandle()));
    }
    var total = Duration.ofNanos(System.nanoTime() - clock.start);
    reader.join();
    if (process.exitValue() != 0)
      throw new IllegalStateException(
          command.getFirst() + " ended with " + process.exitValue() + "; see " + log);
    return new TimedProcess(total, clock.ended(), peak);
  }

  private static void read(Process process, Stages clock) {
    try (var output = process.inputReader()) {
      output
          .lines()
          .filter(line -> line.startsWith(STAGE))
          .forEach(line -> clock.next(line.substring(STAGE.length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long resident(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(p -> resident(Path.of("/proc", Long.toString(p.pid()), "status")))
        .sum();
  }

  /** 0 for a process that has ended meanwhile. */
  private static long resident(Path status) {
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  /** Which stage took how long. */
  private static final class Stages {
    private final long start;
    private final Map<String, Duration> times = new LinkedHashMap<>();
    private String stage = "start";
    private long since;

    private Stages(long start) {
      this.start = start;
      this.since = start;
    }

    private synchronized void next(String name) {
      add();
      stage = name.split(" ", 2)[0];
    }

    private synchronized Map<String, Duration> ended() {
      add();
      return times;
    }

    private void add() {
      var now = System.nanoTime();
      times.merge(stage, Duration.ofNanos(now - since), Duration::plus);
      since = now;
    }
  }
}
