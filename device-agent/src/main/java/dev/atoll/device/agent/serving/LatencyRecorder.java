package dev.atoll.device.agent.serving;

import dev.atoll.device.agent.lifecycle.Figures;
import java.time.Duration;
import java.util.Arrays;

/** Times of the last inferences. Safe for many threads. */
public final class LatencyRecorder {
  private static final int WINDOW = 4096;

  private final long[] nanos = new long[WINDOW];
  private long count;

  /** One inference took this long. */
  public synchronized void add(long took) {
    nanos[(int) (count % WINDOW)] = took;
    count++;
  }

  /** Inferences so far. */
  public synchronized long count() {
    return count;
  }

  /** Of the last inferences, how many took longer. */
  public synchronized int above(Duration bound) {
    long limit = bound.toNanos();
    int above = 0;
    for (int i = 0; i < kept(); i++) {
      if (nanos[i] > limit) {
        above++;
      }
    }
    return above;
  }

  /** Of the last inferences, by nearest rank; zeros when there was none. */
  public synchronized Figures figures() {
    long[] sorted = Arrays.copyOf(nanos, kept());
    Arrays.sort(sorted);
    return new Figures(rank(sorted, 0.50), rank(sorted, 0.99), sorted.length);
  }

  private int kept() {
    return (int) Math.min(count, WINDOW);
  }

  private static Duration rank(long[] sorted, double part) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(sorted[(int) Math.ceil(part * sorted.length) - 1]);
  }
}
