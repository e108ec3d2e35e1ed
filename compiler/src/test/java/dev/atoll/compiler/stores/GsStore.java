package dev.atoll.compiler.stores;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A fake-gcs-server, which speaks Google's JSON API; it asks nobody for credentials. */
public final class GsStore implements Store {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ServerProcess server;
  private final int port;

  private GsStore(ServerProcess server, int port) {
    this.server = server;
    this.port = port;
  }

  public static GsStore start(Path program, Path folder) throws Exception {
    int port = ServerProcess.freePort();
    List<String> command =
        List.of(
            program.toString(),
            "-scheme=http",
            "-host=127.0.0.1",
            "-port=" + port,
            "-backend=memory",
            "-log-level=warn",
            "-public-host=127.0.0.1:" + port);
    GsStore store =
        new GsStore(ServerProcess.start(command, folder.resolve("gcs.log"), port), port);
    store.post("/storage/v1/b", "application/json", "{\"name\":\"models\"}".getBytes());
    return store;
  }

  private void post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public String folder(String name, SortedMap<String, byte[]> files) throws Exception {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      file(name + "/" + file.getKey(), file.getValue());
    }
    return "gs://models/" + name;
  }

  @Override
  public String file(String name, byte[] content) throws Exception {
    post(
        "/upload/storage/v1/b/models/o?uploadType=media&name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8),
        "application/octet-stream",
        content);
    return "gs://models/" + name;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("STORAGE_EMULATOR_HOST", "http://127.0.0.1:" + port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
