package dev.atoll.oci;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** One HTTP exchange with an idle timeout in both directions. Follows nothing by itself. */
final class Http {
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final HttpClient client;
  private final RegistryConfig config;

  Http(RegistryConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout())
            .build();
  }

  /** Ends what is under way, and the client's own threads. */
  void close() {
    client.shutdownNow();
    try {
      client.awaitTermination(ENDING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The address of a path below {@code /v2/} on this registry. */
  URI uri(String host, String path) {
    String scheme = config.plainHttpHosts().contains(host) ? "http" : "https";
    return URI.create(scheme + "://" + host + "/v2/" + path);
  }

  /** True when the configuration allows to open this address at all. */
  boolean allowed(URI uri) {
    return uri.getHost() != null
        && config.reachable().test(uri)
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme())
                && config.plainHttpHosts().contains(uri.getAuthority())));
  }

  /**
   * Sends a request and hands the body to the sink that {@code sinks} chooses by the head.
   *
   * @throws OciException Unavailable when the line fails or is idle, or what the sink throws
   */
  HttpResponse<?> send(
      HttpRequest.Builder request,
      String method,
      BodyPublisher content,
      Function<ResponseInfo, Receiver.Sink> sinks)
      throws OciException, InterruptedException {
    AtomicLong progress = new AtomicLong();
    AtomicReference<Receiver> receiver = new AtomicReference<>();
    HttpRequest built = request.method(method, counting(content, progress)).build();
    CompletableFuture<HttpResponse<Receiver>> future =
        client.sendAsync(
            built,
            head -> {
              progress.incrementAndGet();
              Receiver made = new Receiver(sinks.apply(head), progress);
              receiver.set(made);
              return made;
            });
    try {
      return await(future, progress, built.uri());
    } finally {
      future.cancel(true);
      Receiver made = receiver.get();
      if (made != null) {
        made.close();
      }
    }
  }

  private <T> T await(CompletableFuture<T> future, AtomicLong progress, URI uri)
      throws OciException, InterruptedException {
    for (long seen = 0; ; ) {
      try {
        return future.get(config.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = progress.get();
        if (now == seen) {
          throw OciException.unavailable(
              "no byte came from " + uri.getAuthority() + " for " + config.idleTimeout(), e);
        }
        seen = now;
      } catch (ExecutionException e) {
        throw explain(e.getCause() == null ? e : e.getCause(), uri);
      }
    }
  }

  private static OciException explain(Throwable error, URI uri) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof OciException o) {
        return o;
      }
    }
    if (error instanceof IOException) {
      String detail =
          error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
      return OciException.unavailable("talking to " + uri.getAuthority() + ": " + detail, error);
    }
    throw new IllegalStateException("unexpected error from the HTTP client", error);
  }

  /** Counts what is sent, so that a slow but living upload is not taken for an idle line. */
  private static BodyPublisher counting(BodyPublisher content, AtomicLong progress) {
    return new BodyPublisher() {
      @Override
      public long contentLength() {
        return content.contentLength();
      }

      @Override
      public void subscribe(Flow.Subscriber<? super ByteBuffer> to) {
        content.subscribe(
            new Flow.Subscriber<ByteBuffer>() {
              @Override
              public void onSubscribe(Flow.Subscription s) {
                to.onSubscribe(s);
              }

              @Override
              public void onNext(ByteBuffer item) {
                progress.addAndGet(item.remaining());
                to.onNext(item);
              }

              @Override
              public void onError(Throwable t) {
                to.onError(t);
              }

              @Override
              public void onComplete() {
                to.onComplete();
              }
            });
      }
    };
  }
}
