package dev.atoll.oci;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of a response to a sink as they come, with back-pressure. After {@link #close()}
 * the sink is never called again, whatever the line still delivers.
 */
final class Receiver implements BodySubscriber<Receiver> {
  /** Takes bytes; throwing ends the exchange. */
  @FunctionalInterface
  interface Sink {
    void write(ByteBuffer bytes) throws OciException, IOException;
  }

  private final Sink sink;
  private final AtomicLong progress;
  private final CompletableFuture<Receiver> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  Receiver(Sink sink, AtomicLong progress) {
    this.sink = sink;
    this.progress = progress;
  }

  @Override
  public CompletionStage<Receiver> getBody() {
    return body;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription s) {
    subscription = s;
    if (closed) {
      s.cancel();
    } else {
      s.request(1);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    if (closed) {
      return;
    }
    try {
      for (ByteBuffer b : buffers) {
        progress.addAndGet(b.remaining());
        sink.write(b);
      }
    } catch (OciException | IOException | RuntimeException e) {
      close();
      body.completeExceptionally(e);
      return;
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(this);
  }

  /** Ends the exchange; waits for a write under way. */
  synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
