package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atoll.compiler.stores.S3Store;
import dev.atoll.compiler.stores.Stores;
import dev.atoll.oci.Json;
import dev.atoll.oci.artifact.ModelArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compile jobs of the models and data of {@code models.py}, which are in a real object store. */
final class ColumnsJobs implements AutoCloseable {
  private static @Nullable Path made;

  private final TestJobs jobs;
  private final S3Store store;

  ColumnsJobs(Path folder) throws Exception {
    Path models = models();
    jobs = new TestJobs(folder);
    store = new S3Store(Stores.SECRET);
    jobs.environment().putAll(store.environment());
    try (var files = Files.walk(models)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        upload(models.relativize(file).toString(), file);
      }
    }
  }

  /** Made once for all tests of the run: TensorFlow takes its time. */
  static synchronized Path models() throws Exception {
    if (made == null) {
      Path models = Files.createDirectories(Path.of("target/columns")).toAbsolutePath();
      Process making =
          new ProcessBuilder(
                  TensorFlow.python().toString(), "src/test/python/models.py", models.toString())
              .redirectErrorStream(true)
              .redirectOutput(models.resolveSibling("columns.log").toFile())
              .start();
      assertThat(making.waitFor()).as("models.py, see %s.log", models).isZero();
      made = models;
    }
    return made;
  }

  /** The jobs themselves. */
  TestJobs jobs() {
    return jobs;
  }

  /** Adds a file to {@code s3://models/columns/}. */
  void upload(String name, Path file) throws IOException {
    store.file("columns/" + name, Files.readAllBytes(file));
  }

  /** The request as a job of here reads it. */
  byte[] written(Requests request) {
    return Json.write(request.into(jobs.registry().repository().toString()).build());
  }

  JsonNode compile(Requests request) throws IOException {
    JsonNode result = jobs.run(written(request));
    assertThat(result.toString()).doesNotContain(Stores.SECRET);
    return result;
  }

  /** Why it is refused, which has to be this reason. */
  JsonNode failure(Requests request, String reason) throws IOException {
    JsonNode result = compile(request);
    assertThat(result.path("failure").path("reason").asText()).as("%s", result).isEqualTo(reason);
    return result.path("failure");
  }

  List<String> stages() {
    return jobs.stages();
  }

  Map<String, String> environment() {
    return jobs.environment();
  }

  void theArtifactHoldsWhatADeviceNeeds(JsonNode result) throws Exception {
    ModelArtifact artifact = jobs.artifact(result);
    assertThat(jobs.golden(artifact).samples().getFirst().inputs().getFirst().name())
        .isEqualTo("image");
    JsonNode report = jobs.report(artifact);
    assertThat(report.path("operators").findValuesAsText("name")).contains("FULLY_CONNECTED");
    assertThat(report.path("accuracy").path("classes")).hasSize(4);
  }

  @Override
  public void close() {
    store.close();
    jobs.close();
  }
}
