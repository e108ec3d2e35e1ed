package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged compiler with the cache of loaded classes that build/compiler-cache makes. */
class CompilerCacheIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path CACHE = TARGET.resolve("compiler.aot");

  @TempDir Path folder;

  /** An end of the compiler, with what it printed. */
  private record End(int status, String out, String err) {}

  @BeforeAll
  static void make() throws Exception {
    Path log = TARGET.resolve("compiler-cache.log");
    ProcessBuilder build =
        new ProcessBuilder(Path.of("../build/compiler-cache").toAbsolutePath().toString());
    build.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int status = build.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
  }

  @Test
  void theJvmTakesTheCacheAndTheLibraryOfTheStoreComesOutOfIt() throws Exception {
    Path classes = folder.resolve("classes");
    End end = fetch(CACHE, "-XX:AOTMode=on", "-Xlog:class+load:file=" + classes);

    assertThat(end.status()).as(end.err()).isZero();
    assertThat(Files.readAllLines(classes))
        .filteredOn(line -> line.contains("software.amazon.awssdk.services.s3.DefaultS3Client "))
        .singleElement()
        .asString()
        .contains("shared objects file");
    assertTold(end);
    assertThat(end.err()).doesNotContain("[aot");
  }

  @Test
  void withoutACacheTheCompilerRunsAsWell() throws Exception {
    assertTold(fetch(folder.resolve("missing")));
  }

  @Test
  void aCacheThatDoesNotFitIsDoneWithout() throws Exception {
    byte[] whole = Files.readAllBytes(CACHE);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));

    assertTold(fetch(cut));
    assertTold(fetch(CACHE, "-XX:+UseCompactObjectHeaders"));
    // What the first test asks for would tell.
    assertThat(fetch(cut, "-XX:AOTMode=on").status()).isNotZero();
  }

  /** Nobody listens there. */
  private End fetch(Path cache, String... flags) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(folder, "work");
    Files.writeString(
        work.resolve("request.json"),
        """
        {"namespace": "vision", "model": "m", "revision": "m-0000000000",
         "source": {"tflite": {"uri": "s3://models/m.tflite"}},
         "repository": "127.0.0.1:1/vision", "plainHttp": true}
        """);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-XX:AOTCache=" + cache, "-jar"));
    command.add(TARGET.resolve("atoll-compiler.jar").toString());
    command.addAll(List.of("stage", "fetch", "--work", work.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    builder.environment().put("ATOLL_TERMINATION_LOG", work.resolve("end").toString());
    Path err = work.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    Path end = work.resolve("end");
    return new End(
        status, out + (Files.exists(end) ? Files.readString(end) : ""), Files.readString(err));
  }

  /** The operator reads what is printed: there is nothing but the stage, and how it ended. */
  private static void assertTold(End end) {
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.out())
        .startsWith("stage: fetch\n{\"failure\":")
        .contains("SourceUnavailable")
        .hasLineCount(2);
  }
}
