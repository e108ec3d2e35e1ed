package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fetches several things at once. Closing it ends what is still under way. */
public final class Concurrently implements AutoCloseable {
  // Not virtual ones: what waits on their sockets would hold up the end of the process.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Something to fetch. */
  @FunctionalInterface
  public interface Fetch<T> {
    /** Fetches it, or says why not. */
    T run() throws RefusedException, IOException, InterruptedException;
  }

  /** What comes of it. */
  public record Pending<T>(Future<T> future) {
    /** Waits for it; throws what the fetch threw. */
    public T await() throws RefusedException, IOException, InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RefusedException refused -> throw refused;
          case IOException io -> throw io;
          case InterruptedException interrupted -> throw interrupted;
          case RuntimeException fault -> throw fault;
          case Error fault -> throw fault;
          case null, default -> throw new IllegalStateException("no fetch throws this", e);
        }
      }
    }
  }

  /** Begins at once. */
  public <T> Pending<T> start(Fetch<T> fetch) {
    Callable<T> work = fetch::run;
    return new Pending<>(threads.submit(work));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
