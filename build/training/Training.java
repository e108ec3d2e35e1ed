import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atoll.compiler.key.ArtifactKey;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.artifact.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs a compile whose artifact exists, with a JVM that notes what it loads: {@code Training FOLDER
 * JAVA…}, where the rest is the command of the compiler without its arguments. Store and registry
 * are this process, on the loopback device; what they hold is made up and made for the compiler at
 * hand, with its own classes. Run by build/compiler-cache and build/image as a source file.
 */
final class Training {
  private static final String BUCKET = "training";
  private static final SortedMap<String, byte[]> OBJECTS =
      new TreeMap<>(
          Map.of(
              "model/saved_model.pb", bytes("a model"),
              "model/variables/variables.index", bytes("its variables"),
              "calibration.npz", new byte[1 << 20]));
  private static final String REQUEST =
      """
      {"namespace": "training", "model": "training", "revision": "training-0000000000",
       "source": {"savedModel": {"uri": "s3://training/model"}},
       "calibration": {"uri": "s3://training/calibration.npz", "samples": 1},
       "quantization": {"io": "UInt8"},
       "repository": "%s/training", "plainHttp": true}
      """;

  private Training() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    var command = List.of(arguments).subList(1, arguments.length);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      try {
        var address = "127.0.0.1:" + server.getAddress().getPort();
        var request = bytes(REQUEST.formatted(address));
        var registry = artifact(Json.read(request, CompileRequest.class, "the request"));
        server.createContext("/v2/", exchange -> registry(registry, exchange));
        server.createContext("/" + BUCKET, Training::store);
        server.setExecutor(threads);
        server.start();
        compile(folder, command, request, address);
      } finally {
        server.stop(0);
      }
    }
  }

  /** Fails unless the compiler found its artifact: else it would have noted something else. */
  private static void compile(Path folder, List<String> command, byte[] request, String address)
      throws IOException, InterruptedException {
    var asked = Files.write(folder.resolve("request.json"), request);
    var result = folder.resolve("result.json");
    var whole = new java.util.ArrayList<>(command);
    whole.addAll(
        List.of("run", "--request", asked.toString(), "--work", folder.resolve("work").toString()));
    whole.addAll(List.of("--result", result.toString()));
    var builder = new ProcessBuilder(whole).inheritIO();
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL_S3", "http://" + address,
                "AWS_ACCESS_KEY_ID", "training",
                "AWS_SECRET_ACCESS_KEY", "training",
                "TMPDIR", folder.toString()));
    int status = builder.start().waitFor();
    var told = Files.exists(result) ? Files.readString(result) : "nothing";
    if (status != 0 || !new ObjectMapper().readTree(told).path("cacheHit").asBoolean())
      throw new IllegalStateException(
          "the compiler ended with %d and told: %s".formatted(status, told));
  }

  // --- the registry: one artifact, whatever its tag ------------------------------------------------------------

  /** What the registry answers, by the last part of the address. */
  private static SortedMap<String, byte[]> artifact(CompileRequest request) {
    var files =
        OBJECTS.subMap("model/", "model0").entrySet().stream()
            .map(
                o ->
                    new Content.File(
                        o.getKey().substring("model/".length()),
                        o.getValue().length,
                        Digest.of(o.getValue())))
            .toList();
    var source = Content.digestOf(files);
    var calibration = Digest.of(OBJECTS.get("calibration.npz"));
    var key = ArtifactKey.of(request, source, calibration, null);
    var weights = bytes("some weights");
    var report =
        new Report(
                key,
                new Report.Inputs(source, calibration, null),
                Report.Options.of(request),
                null,
                null,
                null,
                List.of(new Report.File("Cpu", Digest.of(weights), weights.length)),
                List.of(new Report.Operator(0, "QUANTIZE", 1, List.of("UINT8"), List.of("INT8"))),
                null,
                "training",
                "training",
                null)
            .toBytes();
    var registry = new TreeMap<String, byte[]>();
    var config = blob(registry, MediaTypes.CONFIG, bytes("{}"), Map.of());
    var layers =
        List.of(
            blob(registry, MediaTypes.WEIGHTS, weights, file("model.tflite", MediaTypes.VARIANT)),
            blob(registry, MediaTypes.GOLDEN, bytes("{\"samples\":[]}"), file("golden.json", null)),
            blob(registry, MediaTypes.REPORT, report, file("report.json", null)));
    registry.put(
        "key-" + key.substring(0, 32),
        Json.write(
            Map.of(
                "schemaVersion", 2,
                "mediaType", "application/vnd.oci.image.manifest.v1+json",
                "artifactType", MediaTypes.ARTIFACT,
                "config", config,
                "layers", layers,
                "annotations", Map.of(MediaTypes.ARTIFACT_KEY, key))));
    return registry;
  }

  private static Map<String, String> file(String path, String variant) {
    return variant == null
        ? Map.of(MediaTypes.FILEPATH, path)
        : Map.of(MediaTypes.FILEPATH, path, variant, "Cpu");
  }

  private static Map<String, Object> blob(
      Map<String, byte[]> registry,
      String type,
      byte[] content,
      Map<String, String> annotations) {
    var digest = Digest.of(content).toString();
    registry.put(digest, content);
    var descriptor = new TreeMap<String, Object>();
    descriptor.put("mediaType", type);
    descriptor.put("digest", digest);
    descriptor.put("size", content.length);
    if (!annotations.isEmpty()) descriptor.put("annotations", annotations);
    return descriptor;
  }

  private static void registry(Map<String, byte[]> registry, HttpExchange exchange)
      throws IOException {
    var path = exchange.getRequestURI().getPath();
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            path.contains("/manifests/")
                ? "application/vnd.oci.image.manifest.v1+json"
                : "application/octet-stream");
    answer(exchange, registry.get(path.substring(path.lastIndexOf('/') + 1)));
  }

  // --- the store -----------------------------------------------------------------------------------------------

  private static void store(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var key = path.substring(Math.min(path.length(), BUCKET.length() + 2));
    if (key.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      answer(exchange, bytes(listing()));
      return;
    }
    var content = OBJECTS.get(key);
    exchange.getResponseHeaders().set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    if (content != null) exchange.getResponseHeaders().set("ETag", eTag(content));
    answer(exchange, content);
  }

  /** Of the model's folder, the only one that is asked for. */
  private static String listing() {
    var contents = new StringBuilder();
    OBJECTS
        .subMap("model/", "model0")
        .forEach(
            (key, content) ->
                contents.append(
                    "<Contents><Key>%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>%s</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>"
                        .formatted(key, eTag(content).replace("\"", "&quot;"), content.length)));
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>%s</Name><Prefix>model/</Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>%s</ListBucketResult>
        """
        .formatted(BUCKET, contents);
  }

  private static String eTag(byte[] content) {
    return '"' + Digest.of(content).hex().substring(0, 32) + '"';
  }

  // --- HTTP ----------------------------------------------------------------------------------------------------

  private static void answer(HttpExchange exchange, byte[] content) throws IOException {
    try (exchange) {
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
