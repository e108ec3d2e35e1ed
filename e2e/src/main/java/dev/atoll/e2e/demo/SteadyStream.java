package dev.atoll.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that asks every device for a digit, ten times a second, until it is closed, and counts.
 * An answer that is not 200, or that does not say which revision gave it, is a failed request.
 */
final class SteadyStream implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int KEPT_FAILURES = 5;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Map<String, AtomicLong> answersByRevision = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final byte[] body;

  /**
   * @param endpoints one infer URL per device
   * @param body an infer request
   */
  SteadyStream(Map<String, URI> endpoints, byte[] body) {
    this.body = body.clone();
    endpoints.forEach((device, uri) ->
        threads.add(Thread.ofVirtual().name("stream-" + device).start(() -> ask(device, uri))));
  }

  private void ask(String device, URI uri) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      do once(device, request);
      while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void once(String device, HttpRequest request) throws InterruptedException {
    requests.incrementAndGet();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        fail(device, "status " + response.statusCode() + " " + new String(response.body()));
        return;
      }
      JsonNode revision = json.readTree(response.body()).path("model_version");
      if (!revision.isTextual()) fail(device, "the answer does not say which revision gave it");
      else
        answersByRevision
            .computeIfAbsent(revision.asText(), r -> new AtomicLong())
            .incrementAndGet();
    } catch (IOException e) {
      fail(device, e.toString());
    }
  }

  private void fail(String device, String why) {
    failed.incrementAndGet();
    if (failures.size() < KEPT_FAILURES) failures.add(device + ": " + why);
  }

  long failed() {
    return failed.get();
  }

  /** The first failures, for a person. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** For example {@code 1,234 requests, 0 failed (digits-a1: 600, digits-b2: 634)}. */
  String summary() {
    return String.format("%,d requests, %d failed %s", requests.get(), failed.get(), revisions());
  }

  Map<String, Long> revisions() {
    var counts = new TreeMap<String, Long>();
    answersByRevision.forEach((revision, count) -> counts.put(revision, count.get()));
    return counts;
  }

  @Override
  public void close() {
    closed.countDown();
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    http.close();
  }
}
