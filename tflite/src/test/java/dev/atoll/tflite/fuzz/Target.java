package dev.atoll.tflite.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.atoll.tflite.TfliteFormatException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A reader under fire: it answers or throws its one exception, soon, and within its memory. */
final class Target {
  /** What reads. */
  interface Reader {
    /** Reads a file that may be damaged. */
    void read(byte[] file) throws TfliteFormatException;
  }

  /** Far above what a sound file takes; a guard against endless loops, not a measurement. */
  private static final Duration HANG = Duration.ofSeconds(60);

  /** What one reading may allocate in all, garbage included, besides copies of the file. */
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  /** A daemon: one that hangs does not keep the build from ending. */
  private static final ExecutorService ONE_THREAD =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final String name;
  private final Reader reader;
  private int accepted;
  private int refused;
  private long mostBytes;

  Target(String name, Reader reader) {
    this.name = name;
    this.reader = reader;
  }

  /** Reads a damaged file. */
  void fire(byte[] file, String origin) {
    Future<?> reading = ONE_THREAD.submit(() -> once(file, origin));
    try {
      reading.get(HANG.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(name + " hangs on " + origin + dump(file), e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private void once(byte[] file, String origin) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.read(file);
      accepted++;
    } catch (TfliteFormatException e) {
      assertThat(e.getMessage()).as("%s on %s", name, origin).isNotBlank();
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + " fails on " + origin + dump(file), e);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    mostBytes = Math.max(mostBytes, bytes);
    assertThat(bytes)
        .as("bytes that %s allocates on %s%s", name, origin, dump(file))
        .isLessThan(MAX_BYTES + 4L * file.length);
  }

  /** Both happened, or the fire went beside the target. */
  void assertBothOutcomes() {
    assertThat(accepted).as("files that %s accepted", name).isPositive();
    assertThat(refused).as("files that %s refused", name).isPositive();
  }

  long mostBytes() {
    return mostBytes;
  }

  private static String dump(byte[] file) {
    return file.length > 4_096 ? "" : ": " + HexFormat.of().formatHex(file);
  }
}
