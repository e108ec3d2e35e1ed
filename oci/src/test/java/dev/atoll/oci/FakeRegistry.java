package dev.atoll.oci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A registry in memory that can be as broken as a test wants it. */
final class FakeRegistry implements AutoCloseable {
  final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Statuses to answer instead of doing anything, first come first served. */
  final Deque<Integer> refusals = new ArrayDeque<>();

  /** Bytes of a blob after which the line is cut, per response. */
  int cutAfter = Integer.MAX_VALUE;

  boolean ignoresRange;
  boolean liesAboutRange;
  boolean has416ForEveryRange;

  /** Sends without a length and with so many bytes too many. */
  int extraBytes;

  /** Scheme and host to which reads of blobs are sent. */
  String redirectTo = "";

  final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

  String requiredAuthorization = "";
  String challenge = "";

  /** How often each byte of the last blob went out. */
  int[] sent = new int[0];

  /** Bytes of an upload's part after which the line is cut, the next ones first. */
  final Deque<Integer> cutParts = new ArrayDeque<>();

  /** What an unfinished upload has. */
  final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

  /** Bytes of parts that came in all. */
  final AtomicLong partBytes = new AtomicLong();

  boolean takesNoParts;
  boolean damagesFirstUpload;

  /** Added to what an upload says it has. */
  int rangeOff;

  private final CountDownLatch closing = new CountDownLatch(1);
  boolean stallsInsteadOfAnswering;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Repository repository() {
    return Repository.parse(host() + "/atoll/vision");
  }

  Descriptor blob(byte[] bytes) {
    Descriptor d = Descriptor.of("application/octet-stream", bytes);
    blobs.put(d.digest(), bytes);
    sent = new int[bytes.length];
    return d;
  }

  long count(String start) {
    return requests.stream().filter(r -> r.startsWith(start)).count();
  }

  private void handle(HttpExchange x) throws IOException {
    try (x) {
      byte[] body = x.getRequestBody().readAllBytes();
      String path = x.getRequestURI().getPath();
      String authorization = x.getRequestHeaders().getFirst("Authorization");
      authorizations.add(Objects.requireNonNullElse(authorization, "none"));
      requests.add(x.getRequestMethod() + " " + path);
      if (stallsInsteadOfAnswering) {
        closing.await();
        return;
      }
      Integer refusal = refusals.poll();
      if (refusal != null) {
        answer(x, refusal, "{\"errors\":[{\"code\":\"BROKEN\"}]}".getBytes());
      } else if (path.equals("/token")) {
        answer(x, 200, "{\"token\":\"t0ken\"}".getBytes());
      } else if (!requiredAuthorization.isEmpty() && !requiredAuthorization.equals(authorization)) {
        x.getResponseHeaders().set("WWW-Authenticate", challenge);
        answer(x, 401, new byte[0]);
      } else {
        route(x, path, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void route(HttpExchange x, String path, byte[] body) throws IOException {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (path.contains("/blobs/uploads/")) {
      upload(x, last, body);
    } else if (path.contains("/blobs/") && !redirectTo.isEmpty()) {
      x.getResponseHeaders().set("Location", redirectTo + path);
      answer(x, 307, new byte[0]);
    } else if (path.contains("/blobs/")) {
      blob(x, blobs.get(Digest.parse(last)));
    } else if (path.contains("/manifests/")) {
      manifest(x, last, body);
    } else {
      answer(x, 404, new byte[0]);
    }
  }

  private void upload(HttpExchange x, String id, byte[] body) throws IOException {
    switch (x.getRequestMethod()) {
      case "POST" -> {
        String made = UUID.randomUUID().toString();
        uploads.put(made, new ByteArrayOutputStream());
        progress(x, made, 202);
      }
      case "PATCH" -> part(x, id, body);
      case "GET" -> {
        if (uploads.containsKey(id)) {
          progress(x, id, 204);
        } else {
          answer(x, 404, "BLOB_UPLOAD_UNKNOWN".getBytes());
        }
      }
      default -> finish(x, id, body);
    }
  }

  private void part(HttpExchange x, String id, byte[] body) throws IOException {
    ByteArrayOutputStream has = uploads.get(id);
    if (takesNoParts || has == null) {
      answer(x, has == null ? 404 : 400, "UNSUPPORTED".getBytes());
      return;
    }
    String range = "%d-%d".formatted(has.size(), has.size() + body.length - 1);
    if (!range.equals(x.getRequestHeaders().getFirst("Content-Range"))) {
      answer(x, 416, "RANGE_INVALID".getBytes());
      return;
    }
    Integer cut = cutParts.poll();
    int taken = cut == null ? body.length : Math.min(cut, body.length);
    has.write(body, 0, taken);
    partBytes.addAndGet(taken);
    if (cut == null) {
      progress(x, id, 202);
    }
  }

  private void progress(HttpExchange x, String id, int status) throws IOException {
    x.getResponseHeaders().set("Location", "/v2/atoll/vision/blobs/uploads/" + id + "?state=a%2Bb");
    int size = Objects.requireNonNull(uploads.get(id)).size() + rangeOff;
    x.getResponseHeaders().set("Range", "0-" + Math.max(0, size - 1));
    answer(x, status, new byte[0]);
  }

  private void finish(HttpExchange x, String id, byte[] body) throws IOException {
    String query = x.getRequestURI().getRawQuery();
    Digest named = Digest.parse(query.substring(query.indexOf("digest=") + 7));
    ByteArrayOutputStream has = uploads.remove(id);
    if (has == null) {
      answer(x, 404, "BLOB_UPLOAD_UNKNOWN".getBytes());
      return;
    }
    has.writeBytes(body);
    byte[] whole = has.toByteArray();
    if (damagesFirstUpload) {
      damagesFirstUpload = false;
      whole[0] ^= 1;
    }
    if (!query.startsWith("state=a%2Bb&") || !named.verifies(whole)) {
      answer(x, 400, "DIGEST_INVALID".getBytes());
      return;
    }
    blobs.put(named, whole);
    x.getResponseHeaders().set("Docker-Content-Digest", named.toString());
    answer(x, 201, new byte[0]);
  }

  private void manifest(HttpExchange x, String selector, byte[] body) throws IOException {
    if (x.getRequestMethod().equals("PUT")) {
      manifests.put(selector, body);
      manifests.put(Digest.of(body).toString(), body);
      x.getResponseHeaders().set("Docker-Content-Digest", Digest.of(body).toString());
      answer(x, 201, new byte[0]);
      return;
    }
    byte[] found = manifests.get(selector);
    if (found != null) {
      x.getResponseHeaders().set("Docker-Content-Digest", Digest.of(found).toString());
    }
    answer(x, found == null ? 404 : 200, Objects.requireNonNullElse(found, new byte[0]));
  }

  private void blob(HttpExchange x, byte @Nullable [] bytes) throws IOException {
    String range = x.getRequestHeaders().getFirst("Range");
    if (bytes == null) {
      answer(x, 404, new byte[0]);
    } else if (x.getRequestMethod().equals("HEAD") || range == null || ignoresRange) {
      send(x, 200, bytes, 0);
    } else {
      int from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= bytes.length || has416ForEveryRange) {
        answer(x, 416, new byte[0]);
        return;
      }
      int start = liesAboutRange ? from - 1 : from;
      x.getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(start, bytes.length - 1, bytes.length));
      send(x, 206, bytes, start);
    }
  }

  private void send(HttpExchange x, int status, byte[] bytes, int from) throws IOException {
    if (x.getRequestMethod().equals("HEAD")) {
      x.getResponseHeaders().set("Content-Length", "" + bytes.length);
      x.sendResponseHeaders(status, -1);
      return;
    }
    x.sendResponseHeaders(status, extraBytes > 0 ? 0 : bytes.length - from);
    int end = (int) Math.min(bytes.length, (long) from + cutAfter);
    for (int i = from; i < end && i < sent.length; i++) {
      sent[i]++;
    }
    OutputStream out = x.getResponseBody();
    out.write(bytes, from, end - from);
    out.write(new byte[extraBytes]);
    out.flush();
    if (end == bytes.length) {
      out.close();
    }
  }

  private static void answer(HttpExchange x, int status, byte[] body) throws IOException {
    boolean head = x.getRequestMethod().equals("HEAD");
    x.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      x.getResponseBody().write(body);
    }
  }

  Set<Integer> timesSent() {
    return Set.copyOf(Arrays.stream(sent).boxed().toList());
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
