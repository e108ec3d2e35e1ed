package dev.atoll.cli.analyze.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page in a real Chromium without a window, asked through its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final Process process;
  private final HttpClient http;
  private final WebSocket socket;
  private final BlockingQueue<String> answers;

  private Browser(
      Process process, HttpClient http, WebSocket socket, BlockingQueue<String> answers) {
    this.process = process;
    this.http = http;
    this.socket = socket;
    this.answers = answers;
  }

  /**
   * Opens a page and waits until its script ran to its end.
   *
   * @param profile an empty folder
   */
  static Browser open(Path page, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--window-size=1400,900",
                "--remote-debugging-port=0",
                "--remote-debugging-address=127.0.0.1",
                "--user-data-dir=" + profile,
                page.toUri().toString())
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    HttpClient http = HttpClient.newHttpClient();
    try {
      BlockingQueue<String> answers = new LinkedBlockingQueue<>();
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(target(http, profile), new Listener(answers))
              .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      Browser browser = new Browser(process, http, socket, answers);
      await()
          .atMost(DEADLINE)
          .until(() ->
              browser.evaluate("document.documentElement?.dataset.ready === 'true'").asBoolean());
      return browser;
    } catch (Exception | Error e) {
      process.destroyForcibly();
      http.close();
      throw e;
    }
  }

  private static Path program() {
    String path = System.getenv().getOrDefault("PATH", "");
    Optional<Path> found =
        Stream.of(path.split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(), "skipped: no Chromium on the path; the page was not seen in a browser");
    return found.orElseThrow();
  }

  private static URI target(HttpClient http, Path profile) {
    Path portFile = profile.resolve("DevToolsActivePort");
    await()
        .atMost(DEADLINE)
        .until(() -> Files.exists(portFile) && !Files.readString(portFile).isEmpty());
    return await()
        .atMost(DEADLINE)
        .until(
            () -> {
              String port = Files.readAllLines(portFile).getFirst();
              URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
              String body =
                  http.send(
                          HttpRequest.newBuilder(list).build(),
                          HttpResponse.BodyHandlers.ofString())
                      .body();
              for (JsonNode t : JSON.readTree(body)) {
                if (t.path("type").asText().equals("page")
                    && t.path("url").asText().startsWith("file:")) {
                  return Optional.of(URI.create(t.path("webSocketDebuggerUrl").asText()));
                }
              }
              return Optional.<URI>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** The value of an expression, or of the promise that it is. */
  JsonNode evaluate(String expression) throws IOException, InterruptedException {
    String command =
        JSON.writeValueAsString(
            Map.of(
                "id",
                1,
                "method",
                "Runtime.evaluate",
                "params",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true)));
    socket.sendText(command, true).join();
    String answer = answers.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the browser did not answer to: " + expression);
    }
    JsonNode result = JSON.readTree(answer).path("result");
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    socket.sendText("{\"id\": 1, \"method\": \"Browser.close\"}", true).join();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    // They write into the profile, which is deleted next.
    children.forEach(c -> c.onExit().join());
    socket.abort();
    http.close();
  }

  /** Puts parts of a message together. */
  private static final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();
    private final BlockingQueue<String> answers;

    Listener(BlockingQueue<String> answers) {
      this.answers = answers;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        answers.add(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
