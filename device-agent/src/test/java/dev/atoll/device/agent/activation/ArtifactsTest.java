package dev.atoll.device.agent.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atoll.device.TestModels;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.store.ContentStore;
import dev.atoll.device.agent.store.LocalDisk;
import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Retry;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.PackedArtifact;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several fetches at once, from a registry that holds back the model plus1. */
class ArtifactsTest {
  @TempDir Path folder;
  private final Map<String, byte[]> content = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private ContentStore store;
  private Artifacts artifacts;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    store = new ContentStore(folder, new LocalDisk());
    artifacts =
        new Artifacts(
            store,
            new RegistryClient(RegistryConfig.anonymous(Set.of(host())), Retry.standard()),
            SignatureCheck.OFF);
  }

  @AfterEach
  void stop() {
    open.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange x) throws IOException {
    String path = x.getRequestURI().getPath();
    String digest = path.substring(path.lastIndexOf('/') + 1);
    asked.add(digest);
    try (x) {
      if (digest.equals(TestModels.digest("plus1").toString())) {
        open.await();
      }
      byte[] bytes = content.getOrDefault(digest, new byte[0]);
      x.getResponseHeaders().set("Content-Type", Manifest.MEDIA_TYPE);
      x.sendResponseHeaders(bytes.length == 0 ? 404 : 200, bytes.length);
      x.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Deployment offer(String model) throws Exception {
    byte[] text = model.getBytes(StandardCharsets.UTF_8);
    PackedArtifact packed =
        PackedArtifact.pack(
            new ArtifactContent(
                model,
                "tests",
                Digest.of(text).hex(),
                "none",
                new TreeMap<>(Map.of("Cpu", TestModels.path(model))),
                TestModels.plus(1),
                text,
                text));
    for (var blob : packed.blobs().entrySet()) {
      byte[] bytes =
          switch (blob.getValue()) {
            case BlobSource.OfBytes b -> b.bytes();
            case BlobSource.OfFile f -> Files.readAllBytes(f.path());
          };
      content.put(blob.getKey().digest().toString(), bytes);
    }
    byte[] manifest = packed.manifest().toBytes();
    content.put(Digest.of(manifest).toString(), manifest);
    return new Deployment(model, host() + "/a", Digest.of(manifest).toString(), null);
  }

  private Future<?> fetch(Deployment what, List<Thread> fetchers) {
    return threads.submit(() -> {
      fetchers.add(Thread.currentThread());
      artifacts.fetch("vision.digits", what);
      return what;
    });
  }

  @Test
  void aBlobThatTwoNeedIsPulledOnce() throws Exception {
    Deployment one = offer("plus1");
    String blob = TestModels.digest("plus1").toString();
    List<Thread> fetchers = new CopyOnWriteArrayList<>();
    Future<?> first = fetch(one, fetchers);
    await().until(() -> asked.contains(blob));
    Future<?> second = fetch(one, fetchers);
    // It waits: for the first one's lock, or for an answer to its own request.
    await().until(() -> fetchers.size() == 2 && waitsFor(fetchers.get(1)));

    open.countDown();
    first.get();
    second.get();

    assertThat(asked).filteredOn(blob::equals).hasSize(1);
    assertThat(artifacts.open(one).variant()).isEqualTo("Cpu");
  }

  private static boolean waitsFor(Thread t) {
    return List.of(t.getStackTrace()).stream()
        .anyMatch(
            f -> f.getMethodName().equals("lockInterruptibly") || f.getMethodName().equals("pull"));
  }

  @Test
  void whatOneFetchStillNeedsIsNotSweptWhenAnotherOneIsDone() throws Exception {
    Deployment one = offer("plus1");
    Deployment two = offer("plus2");
    Digest golden = Digest.of(TestModels.plus(1).toBytes());
    Future<?> first = fetch(one, new CopyOnWriteArrayList<>());
    await().until(() -> asked.contains(TestModels.digest("plus1").toString()));
    artifacts.fetch("vision.digits", two);

    artifacts.sweep(List.of());

    assertThat(store.blob(golden)).exists();
    open.countDown();
    first.get();
    assertThat(artifacts.open(one).variant()).isEqualTo("Cpu");
  }
}
