package dev.atoll.device.agent.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.device.TestModels;
import dev.atoll.device.agent.serving.Catalog;
import dev.atoll.device.agent.serving.Servable;
import dev.atoll.device.agent.supervisor.Runner;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP server over a runner that gives back its inputs. */
class FrontDoorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<TensorSpec> SPECS =
      List.of(
          new TensorSpec("x", DataType.FP32, List.of(1, 2), 0, 0),
          new TensorSpec("u", DataType.UINT8, List.of(2), 0.5f, 3));
  private static final String GOOD =
      """
      {"id":"7","inputs":[
        {"name":"u","datatype":"UINT8","shape":[2],"data":[0,255]},
        {"name":"x","datatype":"FP32","shape":[1,2],"data":[[1.5,-2]]}]}
      """;

  /** Gives back its inputs, when it is allowed to. */
  private static final class Echo implements Runner {
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(2);
    private final List<String> unloaded = new CopyOnWriteArrayList<>();

    @Override
    public Reply.Loaded load(String modelId, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unload(String modelId) {
      unloaded.add(modelId);
    }

    @Override
    public Reply.Inferred infer(String modelId, List<ByteBuffer> inputs, Duration patience)
        throws InterruptedException {
      entered.countDown();
      open.await();
      return new Reply.Inferred(1000, inputs);
    }

    @Override
    public Reply.Inferred inferOnce(String modelId, List<ByteBuffer> inputs) {
      throw new UnsupportedOperationException();
    }
  }

  private final Catalog catalog = new Catalog();
  private final Echo echo = new Echo();
  private final HttpClient http = HttpClient.newHttpClient();
  private FrontDoor door;

  @BeforeEach
  void start() throws IOException {
    door = new FrontDoor(new InetSocketAddress("127.0.0.1", 0), catalog, "1", l -> {});
    catalog.serve(
        "vision.digits",
        new Servable(echo, "m", "digits-1", new Reply.Loaded(SPECS, SPECS, "echo"), 1));
    catalog.assigned(Set.of("vision.digits"));
  }

  @AfterEach
  void stop() {
    echo.open.countDown();
    door.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + door.address().getPort() + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> infer(String json) throws Exception {
    echo.open.countDown();
    return send(request("/v2/models/vision.digits/infer").POST(BodyPublishers.ofString(json)));
  }

  private static JsonNode json(HttpResponse<byte[]> r) throws IOException {
    return JSON.readTree(r.body());
  }

  @Test
  void anAnswerCarriesValuesAndRevision() throws Exception {
    HttpResponse<byte[]> r = infer(GOOD);
    assertThat(r.statusCode()).isEqualTo(200);
    assertThat(json(r))
        .isEqualTo(
            JSON.readTree(
                """
                {"model_name":"vision.digits","model_version":"digits-1","id":"7",
                 "parameters":{"revision":"digits-1"},
                 "outputs":[
                  {"name":"x","datatype":"FP32","shape":[1,2],"data":[1.5,-2.0]},
                  {"name":"u","datatype":"UINT8","shape":[2],"data":[0,255]}]}
                """));
  }

  @Test
  void onlyTheOutputsThatWereAskedForComeBack() throws Exception {
    HttpResponse<byte[]> r =
        infer(GOOD.strip().replaceAll("}$", ",\"outputs\":[{\"name\":\"u\"}]}"));
    assertThat(json(r).path("outputs")).hasSize(1);
    assertThat(json(r).path("outputs").path(0).path("name").asText()).isEqualTo("u");
  }

  @Test
  void binaryTensorsGoInAndOut() throws Exception {
    byte[] head =
        """
        {"parameters":{"binary_data_output":true},"inputs":[
          {"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}},
          {"name":"u","datatype":"UINT8","shape":[2],"parameters":{"binary_data_size":2}}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(head);
    body.write(TestModels.bytes(1.5f, 2.5f).array());
    body.write(new byte[] {9, 8});
    echo.open.countDown();

    HttpResponse<byte[]> r =
        send(
            request("/v2/models/vision.digits/infer")
                .header("Inference-Header-Content-Length", "" + head.length)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));

    assertThat(r.statusCode()).isEqualTo(200);
    int json =
        Integer.parseInt(r.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    ByteBuffer tail =
        ByteBuffer.wrap(r.body(), json, r.body().length - json).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(tail.getFloat()).isEqualTo(1.5f);
    assertThat(tail.getFloat()).isEqualTo(2.5f);
    assertThat(tail.get()).isEqualTo((byte) 9);
    assertThat(tail.get()).isEqualTo((byte) 8);
    assertThat(tail.hasRemaining()).isFalse();
  }

  @ParameterizedTest(name = "{0} → {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,255]|[0,256]|input 'u' has datatype UINT8: element 1 is 256, it must be 0 to 255",
        "[0,255]|[0,1.5]|input 'u' has datatype UINT8: its data must hold whole numbers",
        "[0,255]|[0]|that is 2 elements; data has 1",
        "[0,255]|[0,1,2]|data has more than 2 elements",
        "[0,255]|[0,\"a\"]|data must hold numbers or booleans only",
        "[0,255]|[0,true]|its data must hold numbers",
        "[0,255]|[0,99999999999999999999]|no valid JSON",
        "[0,255]|7|data must be an array",
        "\"shape\":[2]|\"shape\":[1,2]|input 'u' must have shape [2] and datatype UINT8, its shape is [1, 2]",
        "\"shape\":[2]|\"shape\":\"2\"|shape must be an array",
        "\"shape\":[2]|\"x\":1|its shape is null",
        "\"UINT8\"|\"INT8\"|input 'u' must have shape [2] and datatype UINT8, its datatype is INT8",
        "\"name\":\"u\"|\"name\":\"v\"|the model has no input 'v', it has 'x' FP32[1, 2], 'u' UINT8[2]",
        "\"name\":\"u\"|\"name\":\"x\"|must have shape [1, 2] and datatype FP32",
        "\"name\":\"u\"|\"nom\":\"u\"|an input has no name",
        "\"inputs\"|\"input\"|inputs is missing",
        "]}]}|]}]|no valid JSON",
        "]}]}|]}]}}|Unexpected close marker",
        "]}]}|]}]} 7|behind the end",
        "\"7\"|7|id must be a string",
      })
  void aBadRequestIsRefusedWithASentence(String from, String to, String message) throws Exception {
    HttpResponse<byte[]> r = infer(GOOD.strip().replace(from, to));
    assertThat(json(r).path("error").asText()).contains(message);
    assertThat(r.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "\u0000", "{\"inputs\":null}", "[[[[[[[["})
  void rubbishIsRefused(String body) throws Exception {
    assertThat(infer(body).statusCode()).isEqualTo(400);
  }

  @Test
  void aMissingInputIsNamed() throws Exception {
    HttpResponse<byte[]> r =
        infer(
            """
            {"inputs":[{"name":"u","datatype":"UINT8","shape":[2],"data":[0,1]}]}
            """);
    assertThat(json(r).path("error").asText())
        .isEqualTo("input 'x' is missing; its shape is [1, 2] and its datatype FP32");
  }

  @Test
  void anEndlessBodyIsCutOff() throws Exception {
    HttpResponse<byte[]> r = infer(" ".repeat(1024 * 1024) + GOOD);
    assertThat(r.statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v2,200",
    "GET,/v2/health/live,200",
    "GET,/v2/health/ready,200",
    "POST,/v2/repository/index,200",
    "GET,/v2/repository/index,405",
    "GET,/v2/models/vision.digits,200",
    "GET,/v2/models/vision.digits/ready,200",
    "GET,/v2/models/vision.digits/versions/digits-1/ready,200",
    "GET,/v2/models/vision.digits/versions/digits-2/ready,404",
    "GET,/v2/models/vision.digits/infer,405",
    "GET,/v2/models/vision.other,404",
    "GET,/v2/models/vision.digits/nothing,404",
    "GET,/v2/models,404",
    "GET,/,404",
    "GET,/etc/passwd,404",
  })
  void everyPathHasItsAnswer(String method, String path, int status) throws Exception {
    HttpResponse<byte[]> r = send(request(path).method(method, BodyPublishers.noBody()));
    assertThat(r.statusCode()).isEqualTo(status);
    assertThat(json(r).isContainerNode()).isTrue();
  }

  @Test
  void theMetadataShowTheTensors() throws Exception {
    JsonNode m = json(send(request("/v2/models/vision.digits")));
    assertThat(m.path("inputs").path(1).toString())
        .isEqualTo(
            "{\"name\":\"u\",\"datatype\":\"UINT8\",\"shape\":[2],"
                + "\"parameters\":{\"scale\":0.5,\"zero_point\":3}}");
    assertThat(m.path("versions").path(0).asText()).isEqualTo("digits-1");
  }

  @Test
  void aFullQueueIsToldWithRetryAfter() throws Exception {
    var first = http.sendAsync(inferRequest(), BodyHandlers.ofByteArray());
    var second = http.sendAsync(inferRequest(), BodyHandlers.ofByteArray());
    echo.entered.await();
    // Two compute and one may wait: of two more, at least one is too many.
    var third = http.sendAsync(inferRequest(), BodyHandlers.ofByteArray());
    var fourth = http.sendAsync(inferRequest(), BodyHandlers.ofByteArray());

    var refused =
        (HttpResponse<?>) java.util.concurrent.CompletableFuture.anyOf(third, fourth).join();

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    echo.open.countDown();
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(second.join().statusCode()).isEqualTo(200);
    assertThat(List.of(third.join().statusCode(), fourth.join().statusCode()))
        .containsExactlyInAnyOrder(200, 503);
  }

  private HttpRequest inferRequest() {
    return request("/v2/models/vision.digits/infer").POST(BodyPublishers.ofString(GOOD)).build();
  }

  /** It has sent the half of its request when the model is replaced. */
  @Test
  void aSlowClientDoesNotKeepAReplacedModelAndIsAnsweredByTheNext() throws Exception {
    Servable one = catalog.peek("vision.digits").orElseThrow();
    try (SlowClient slow =
        SlowClient.to(door.address(), "/v2/models/vision.digits/infer", GOOD, 10)) {
      // A whole request of another client takes longer than the first one's next step.
      assertThat(infer(GOOD).statusCode()).isEqualTo(200);

      catalog.serve(
          "vision.digits",
          new Servable(echo, "m2", "digits-2", new Reply.Loaded(SPECS, SPECS, "echo"), 1));
      one.retire();
      await().until(() -> echo.unloaded.equals(List.of("m")));

      String answer = slow.sendTheRest();
      assertThat(answer).contains("HTTP/1.1 200").contains("\"model_version\":\"digits-2\"");
    }
  }

  @Test
  void aModelThatIsReplacedByOneOfAnotherFormIsToldToTheClient() throws Exception {
    Servable other =
        new Servable(
            echo,
            "m2",
            "digits-2",
            new Reply.Loaded(SPECS.subList(0, 1), SPECS.subList(0, 1), "echo"),
            1);
    try (SlowClient slow =
        SlowClient.to(door.address(), "/v2/models/vision.digits/infer", GOOD, 0)) {
      catalog.serve("vision.digits", other);
      String answer = slow.sendTheRest();

      // 400 when it was replaced before the request was looked at, 503 after.
      assertThat(answer).containsPattern("HTTP/1.1 (400|503)").contains("error");
    }
  }

  @Test
  void aModelThatIsNotServedMakesTheDeviceUnready() throws Exception {
    catalog.withdraw("vision.digits");
    assertThat(send(request("/v2/health/ready")).statusCode()).isEqualTo(503);
    HttpResponse<byte[]> r = infer(GOOD);
    assertThat(r.statusCode()).isEqualTo(503);
    assertThat(r.headers().firstValue("Retry-After")).contains("1");
  }
}
