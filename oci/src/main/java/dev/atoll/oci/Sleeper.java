package dev.atoll.oci;

import java.time.Duration;

/** How to wait; tests only count. */
@FunctionalInterface
public interface Sleeper {
  /** Waits in the real world. */
  Sleeper REAL = Thread::sleep;

  /** Returns after this time. */
  void sleep(Duration time) throws InterruptedException;
}
