package dev.atoll.device.agent.activation;

/** Work in the background that can be given up. */
final class Job {
  private final Thread thread;
  private final boolean interruptible;
  private boolean cancelled;

  /** What a job does. */
  @FunctionalInterface
  interface Work {
    void run(Job job) throws InterruptedException;
  }

  /**
   * Starts the work.
   *
   * @param interruptible false while it talks to the runner: an interrupt would cut the connection
   */
  Job(String name, boolean interruptible, Work work) {
    this.interruptible = interruptible;
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run(this);
              } catch (InterruptedException e) {
                // Given up: nobody waits for the result.
                Thread.currentThread().interrupt();
              }
            });
  }

  Job start() {
    thread.start();
    return this;
  }

  /** After this, {@link #finish} does nothing. */
  synchronized void cancel() {
    cancelled = true;
    if (interruptible) {
      thread.interrupt();
    }
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  /** Does this, unless the job was cancelled before; never both at once. */
  synchronized boolean finish(Runnable result) {
    if (!cancelled) {
      result.run();
    }
    return !cancelled;
  }
}
