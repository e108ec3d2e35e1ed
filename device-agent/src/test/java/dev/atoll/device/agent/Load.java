package dev.atoll.device.agent;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that never stops asking, and checks that each answer fits the revision it names. */
final class Load implements AutoCloseable {
  private final Device device;
  private final Map<String, Double> expected;
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean ended;

  /**
   * Begins at once.
   *
   * @param expected first output for the input 1, 2, 3, 4, by revision
   */
  Load(Device device, Map<String, Double> expected) {
    this.device = device;
    this.expected = expected;
    this.thread = Thread.ofPlatform().start(this::run);
  }

  private void run() {
    while (!ended) {
      try {
        Device.Answer a = device.infer(1, 2, 3, 4);
        Double right = expected.get(a.revision());
        if (a.status() == 200 && right != null && right == a.first()) {
          count(answers, a.revision());
        } else {
          count(failures, a.toString());
        }
      } catch (IOException e) {
        count(failures, e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void count(Map<String, AtomicInteger> into, String key) {
    into.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
  }

  int answers(String revision) {
    AtomicInteger n = answers.get(revision);
    return n == null ? 0 : n.get();
  }

  Map<String, AtomicInteger> failures() {
    return failures;
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
