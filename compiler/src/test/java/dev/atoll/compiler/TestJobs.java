package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.testing.RealRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compile jobs in this process, with the real TensorFlow and a real registry to publish to. */
final class TestJobs implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REPORT_BYTES = 1 << 22;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private Runnable onPublish = () -> {};
  private RealRegistry registry;

  TestJobs(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    environment.put("ATOLL_PYTHON", TensorFlow.python().toString());
    this.registry = RealRegistry.open(folder.resolve("registry"));
  }

  /** Of the jobs to come. */
  Map<String, String> environment() {
    return environment;
  }

  RealRegistry registry() {
    return registry;
  }

  /** An empty one takes the place of the registry. */
  void takeAnotherRegistry() throws IOException, InterruptedException {
    registry.close();
    registry = RealRegistry.open(folder.resolve("other-registry"));
  }

  /** What happens at the moment at which a job begins to publish. */
  void onPublish(Runnable then) {
    onPublish = then;
  }

  /** A whole job; what it leaves as its result. */
  JsonNode run(byte[] request) throws IOException {
    Path file = Files.write(folder.resolve("request.json"), request);
    Path result = folder.resolve("result.json");
    Files.deleteIfExists(result);
    String[] arguments = {
      "run",
      "--request",
      file.toString(),
      "--work",
      work().toString(),
      "--result",
      result.toString()
    };
    assertThat(main(arguments, environment)).isZero();
    return JSON.readTree(result.toFile());
  }

  /** Where a whole job works. */
  Path work() {
    return folder.resolve("work");
  }

  /** One stage of a job, as the container of that stage runs it; it works in this folder. */
  void stage(String name, Path work, Map<String, String> variables) {
    String[] arguments = {"stage", name, "--work", work.toString()};
    assertThat(main(arguments, variables)).isZero();
  }

  private int main(String[] arguments, Map<String, String> variables) {
    progress.reset();
    return Main.run(arguments, variables, new Listening());
  }

  /** What the last run said of its stages. */
  List<String> stages() {
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

  /** What was published, by the tag that lets it be found again. */
  ModelArtifact artifact(JsonNode result) throws Exception {
    String tag = ModelArtifact.tagOf(result.path("artifactKey").asText());
    var manifest = registry.client().getManifest(registry.repository().tag(tag));
    assertThat(manifest.descriptor().digest().toString())
        .isEqualTo(result.path("artifact").path("digest").asText());
    return ModelArtifact.read(manifest.manifest());
  }

  JsonNode report(ModelArtifact artifact) throws Exception {
    return JSON.readTree(
        registry.client().getBlob(registry.repository(), artifact.report(), MAX_REPORT_BYTES));
  }

  Golden golden(ModelArtifact artifact) throws Exception {
    return Golden.parse(
        registry.client().getBlob(registry.repository(), artifact.golden(), Golden.MAX_BYTES));
  }

  @Override
  public void close() {
    registry.close();
  }
}
