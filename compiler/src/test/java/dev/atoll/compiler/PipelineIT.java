package dev.atoll.compiler;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atoll.oci.Json;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.testing.RealRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The whole compile job with a real object store, a real registry and the real TensorFlow. */
class PipelineIT {
  private static final String SECRET = "a-secret-that-must-not-show";

  @TempDir static Path models;
  private static Path python;

  @RegisterExtension
  final S3ProxyExtension store =
      S3ProxyExtension.builder()
          .withBlobStoreProvider("transient-nio2")
          .withCredentials("atoll", SECRET)
          .build();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private Runnable onPublish = () -> {};
  private RealRegistry registry;

  @BeforeAll
  static void makeModels() throws Exception {
    python = TensorFlow.python();
    Process making =
        new ProcessBuilder(python.toString(), "src/test/python/models.py", models.toString())
            .redirectErrorStream(true)
            .redirectOutput(models.resolve("log").toFile())
            .start();
    assertThat(making.waitFor()).as("models.py, see %s", models).isZero();
    Files.delete(models.resolve("log"));
  }

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder.resolve("registry"));
    environment.put("ATOLL_PYTHON", python.toString());
    environment.put("AWS_ENDPOINT_URL_S3", store.getUri().toString());
    environment.put("AWS_ACCESS_KEY_ID", store.getAccessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", store.getSecretKey());
    try (S3Client client = client(store.getUri());
        var files = Files.walk(models)) {
      client.createBucket(b -> b.bucket("models"));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = "columns/" + models.relativize(file);
        client.putObject(b -> b.bucket("models").key(key), RequestBody.fromFile(file));
      }
    }
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static S3Client client(URI endpoint) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("atoll", SECRET)))
        .build();
  }

  private JsonNode compile(Requests request) throws IOException {
    Path file = folder.resolve("request.json");
    Files.write(file, Json.write(request.into(registry.repository().toString()).build()));
    Path result = folder.resolve("result.json");
    Files.deleteIfExists(result);
    String[] arguments = {
      "run",
      "--request",
      file.toString(),
      "--work",
      folder.resolve("work").toString(),
      "--result",
      result.toString()
    };
    progress.reset();
    assertThat(Main.run(arguments, environment, new Listening())).isZero();
    assertThat(Files.readString(result)).doesNotContain(SECRET);
    return new ObjectMapper().readTree(result.toFile());
  }

  private JsonNode failure(Requests request, String reason) throws IOException {
    JsonNode result = compile(request);
    assertThat(result.path("failure").path("reason").asText()).as("%s", result).isEqualTo(reason);
    return result.path("failure");
  }

  private List<String> stages() {
    return progress.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Sees the stages as the operator does. */
  private final class Listening extends PrintStream {
    Listening() {
      super(progress, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      super.println(line);
      if (line.equals("stage: publish")) {
        onPublish.run();
      }
    }
  }

  @Test
  void compilesOnceAndFindsItAgain() throws Exception {
    JsonNode first = compile(aRequest());
    assertThat(stages())
        .containsExactly(
            "stage: fetch",
            "stage: lookup",
            "stage: convert",
            "stage: quantise",
            "stage: evaluate",
            "stage: analyse",
            "stage: package",
            "stage: publish");
    assertThat(first.path("cacheHit").asBoolean(true)).isFalse();
    assertThat(first.path("accuracy").toString())
        .isEqualTo(
            "{\"metric\":\"Top1\",\"float\":\"1.000\",\"quantized\":\"1.000\",\"drop\":\"0.000\"}");
    assertThat(first.path("toolchain").asText()).startsWith("tensorflow 2.21.0, atoll ");

    JsonNode second = compile(aRequest());
    assertThat(stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(second.path("cacheHit").asBoolean()).isTrue();
    assertThat(((ObjectNode) second).put("cacheHit", false)).isEqualTo(first);

    theArtifactHoldsWhatADeviceNeeds(first);
  }

  private void theArtifactHoldsWhatADeviceNeeds(JsonNode result) throws Exception {
    Repository repository = registry.repository();
    RegistryClient client = registry.client();
    String key = result.path("artifactKey").asText();
    var manifest = client.getManifest(repository.tag(ModelArtifact.tagOf(key)));
    assertThat(manifest.descriptor().digest().toString())
        .isEqualTo(result.path("artifact").path("digest").asText());
    ModelArtifact artifact = ModelArtifact.read(manifest.manifest());
    Golden golden = Golden.parse(client.getBlob(repository, artifact.golden(), Golden.MAX_BYTES));
    assertThat(golden.samples().getFirst().inputs().getFirst().name()).isEqualTo("image");
    JsonNode report =
        new ObjectMapper().readTree(client.getBlob(repository, artifact.report(), 1 << 20));
    assertThat(report.path("operators").findValuesAsText("name")).contains("FULLY_CONNECTED");
    assertThat(report.path("accuracy").path("classes")).hasSize(4);
  }

  @Test
  void aQuantisedFileIsServedAsItIs() throws Exception {
    JsonNode converted = compile(aRequest());
    upload("int8.tflite", folder.resolve("work/run/convert/model.tflite"));
    upload("float.tflite", folder.resolve("work/run/convert/float.tflite"));

    Requests file = aRequest().of("s3://models/columns/int8.tflite");
    JsonNode taken = compile(file);
    assertThat(stages())
        .containsExactly(
            "stage: fetch",
            "stage: lookup",
            "stage: convert",
            "stage: evaluate",
            "stage: analyse",
            "stage: package",
            "stage: publish");
    assertThat(taken.path("variants")).as("%s", taken).isEqualTo(converted.path("variants"));
    assertThat(taken.path("artifactKey")).isNotEqualTo(converted.path("artifactKey"));
    assertThat(taken.path("accuracy").toString())
        .isEqualTo("{\"metric\":\"Top1\",\"quantized\":\"1.000\"}");
    theArtifactHoldsWhatADeviceNeeds(taken);
    assertThat(((ObjectNode) compile(file)).put("cacheHit", false)).isEqualTo(taken);
    failure(file.evaluatedBy("s3://models/columns/shuffled.npz", "0.90"), "AccuracyBelowTarget");

    JsonNode failure = failure(aRequest().of("s3://models/columns/float.tflite"), "NotQuantized");
    assertThat(failure.path("message").asText())
        .contains("works on the float tensor", "source.savedModel");
    assertThat(stages()).containsExactly("stage: fetch", "stage: lookup", "stage: convert");
    failure(aRequest().of("s3://models/columns/none.tflite"), "SourceNotFound");
  }

  @Test
  void everyKindOfFloatModelTakesTheSameWay() throws Exception {
    for (String kind : List.of("model.keras", "model.h5", "frozen.pb")) {
      JsonNode made = compile(aRequest().of("s3://models/columns/" + kind));
      assertThat(made.path("accuracy").path("quantized").asText())
          .as("%s: %s", kind, made)
          .isEqualTo("1.000");
      theArtifactHoldsWhatADeviceNeeds(made);
    }
  }

  @Test
  void anotherWayOfQuantisingKeepsTheAccuracyAndIsFoundAgain() throws Exception {
    Requests spoilt = aRequest().calibratedBy("s3://models/columns/outliers.npz", 40);
    JsonNode first = compile(spoilt);
    assertThat(stages()).contains("stage: quantise", "stage: quantise 2/6", "stage: publish");
    assertThat(first.path("accuracy").path("quantized").asText())
        .as("%s", first)
        .isEqualTo("1.000");
    JsonNode search = report(first).path("search");
    assertThat(search.path("attempts").findValuesAsText("what"))
        .containsExactly("AsAsked", "WithoutOutliers");
    assertThat(search.findValues("seconds")).isEmpty();
    assertThat(report(first).path("accuracy").path("samples").asInt())
        .isEqualTo(search.path("judging").asInt());

    JsonNode second = compile(spoilt);
    assertThat(stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(((ObjectNode) second).put("cacheHit", false)).isEqualTo(first);
  }

  private JsonNode report(JsonNode result) throws Exception {
    Repository repository = registry.repository();
    RegistryClient client = registry.client();
    String key = result.path("artifactKey").asText();
    ModelArtifact artifact =
        ModelArtifact.read(client.getManifest(repository.tag(ModelArtifact.tagOf(key))).manifest());
    return new ObjectMapper().readTree(client.getBlob(repository, artifact.report(), 1 << 20));
  }

  private void upload(String name, Path file) {
    try (S3Client client = client(store.getUri())) {
      client.putObject(b -> b.bucket("models").key("columns/" + name), RequestBody.fromFile(file));
    }
  }

  @Test
  void eachStageRunsInAProcessOfItsOwnWithWhatItNeeds() throws Exception {
    Path work = Files.createDirectories(folder.resolve("job"));
    Path message = folder.resolve("termination-log");
    Files.write(
        work.resolve("request.json"),
        Json.write(aRequest().into(registry.repository().toString()).build()));
    Map<String, String> fetching = new HashMap<>(environment);
    fetching.remove("ATOLL_PYTHON");
    Map<String, String> converting = Map.of("ATOLL_PYTHON", python.toString());

    stage("fetch", fetching);
    stage("lookup", Map.of());
    stage("convert", converting);
    stage("edgetpu", Map.of());
    assertThat(work.resolve("result.json")).doesNotExist();
    stage("publish", Map.of("ATOLL_TERMINATION_LOG", message.toString()));
    assertThat(work.resolve("result.json")).hasSameTextualContentAs(message);
    JsonNode made = new ObjectMapper().readTree(message.toFile());
    theArtifactHoldsWhatADeviceNeeds(made);

    stage("lookup", Map.of());
    Files.delete(work.resolve("convert/model.tflite"));
    progress.reset();
    stage("convert", Map.of());
    stage("publish", Map.of());
    assertThat(stages()).as("a hit ends the job").isEmpty();
    JsonNode found = new ObjectMapper().readTree(work.resolve("result.json").toFile());
    assertThat(found.path("cacheHit").asBoolean()).isTrue();
    assertThat(found.path("artifact")).isEqualTo(made.path("artifact"));
  }

  private void stage(String name, Map<String, String> variables) {
    String[] arguments = {"stage", name, "--work", folder.resolve("job").toString()};
    assertThat(Main.run(arguments, variables, new Listening())).isZero();
  }

  @Test
  void shuffledLabelsAreRefusedAlsoOnAHit() throws IOException {
    Requests shuffled = aRequest().evaluatedBy("s3://models/columns/shuffled.npz", "0.90");
    JsonNode failure = failure(shuffled, "AccuracyBelowTarget");
    assertThat(failure.path("message").asText()).contains("0.000", "0.90", "float model");
    assertThat(stages()).last().isEqualTo("stage: evaluate");

    assertThat(failure.has("hit")).isFalse();

    JsonNode made = compile(shuffled.evaluatedBy("s3://models/columns/shuffled.npz", "0"));
    assertThat(stages()).last().isEqualTo("stage: publish");
    JsonNode hit = failure(shuffled, "AccuracyBelowTarget").path("hit");
    assertThat(stages()).containsExactly("stage: fetch", "stage: lookup");
    assertThat(hit.path("digest")).isEqualTo(made.path("artifact").path("digest"));
    assertThat(hit.path("repository").asText()).isEqualTo(registry.repository().toString());
    assertThat(hit.path("artifactKey")).isEqualTo(made.path("artifactKey"));
  }

  @Test
  void equalInputsGiveEqualArtifacts() throws Exception {
    JsonNode first = compile(aRequest().evaluatedBy(null, "0"));
    assertThat(first.path("accuracy").isNull()).isTrue();
    registry.close();
    registry = RealRegistry.open(folder.resolve("other-registry"));
    JsonNode second = compile(aRequest().evaluatedBy(null, "0"));
    assertThat(second.path("cacheHit").asBoolean(true)).isFalse();
    assertThat(second.path("artifact").path("digest"))
        .isEqualTo(first.path("artifact").path("digest"));
  }

  @Test
  void anOperatorWithoutIntegersIsNamed() throws IOException {
    JsonNode failure =
        failure(aRequest().of("s3://models/columns/sine").evaluatedBy(null, "0"), "NotQuantized");
    assertThat(failure.path("message").asText()).contains("SIN (operator");
  }

  @Test
  void aRegistryThatGoesDownDuringThePush() throws IOException {
    onPublish = registry::stop;
    JsonNode failure = failure(aRequest().evaluatedBy(null, "0"), "PushFailed");
    assertThat(failure.path("retryable").asBoolean()).isTrue();
    assertThat(failure.path("message").asText())
        .contains(registry.repository().toString(), "tried again");
    assertThat(stages()).last().isEqualTo("stage: publish");
  }

  @Test
  void calibrationOfAnotherShape() throws IOException {
    JsonNode failure =
        failure(aRequest().calibratedBy("s3://models/columns/flat.npz", 12), "CalibrationInvalid");
    assertThat(failure.path("message").asText()).contains("[n, 4, 4, 1]", "[40, 16]", "'image'");
  }

  @Test
  void aFolderThatIsNoSavedModel() throws IOException {
    JsonNode failure =
        failure(aRequest().of("s3://models/columns/1/variables"), "UnsupportedSource");
    assertThat(failure.path("message").asText()).contains("saved_model.pb");
    assertThat(failure.path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void nothingBehindTheUri() throws IOException {
    assertThat(
            failure(aRequest().of("s3://models/none/1"), "SourceNotFound").path("message").asText())
        .contains("s3://models/none/1");
    failure(aRequest().of("s3://nobucket/none/1"), "SourceNotFound");
    failure(aRequest().calibratedBy("s3://models/none.npz", 1), "SourceNotFound");
  }

  @Test
  void anotherContentThanPinned() throws IOException {
    String pin = "sha256:" + "0".repeat(64);
    String message = failure(aRequest().pinnedTo(pin), "ChecksumMismatch").path("message").asText();
    assertThat(message).contains(pin).containsPattern("content is sha256:[0-9a-f]{64}");
  }

  @Test
  void aWrongSecret() throws IOException {
    environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
    JsonNode failure = failure(aRequest(), "AccessDenied");
    assertThat(failure.path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void aStoreThatIsDown() throws IOException {
    environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    assertThat(failure(aRequest(), "SourceUnavailable").path("retryable").asBoolean()).isTrue();
  }

  @Test
  void filesAreForDevelopmentOnly() throws IOException {
    failure(aRequest().of("file://" + models.resolve("1")), "HostNotAllowed");
    environment.put("ATOLL_FILE_SOURCES", "true");
    failure(aRequest().of("file://" + models.resolve("gone")), "SourceNotFound");
  }

  @Test
  void aRegistryThatIsDownIsSaidBeforeTheWork() throws IOException {
    registry.stop();
    assertThat(failure(aRequest(), "PushFailed").path("retryable").asBoolean()).isTrue();
    assertThat(stages()).containsExactly("stage: fetch", "stage: lookup");
  }
}
