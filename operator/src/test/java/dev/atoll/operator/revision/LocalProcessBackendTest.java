package dev.atoll.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Quantization;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Queued;
import dev.atoll.operator.revision.CompileState.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessBackendTest {
  private static final String REFUSAL =
      "{\"failure\":{\"reason\":\"%s\",\"message\":\"%s\",\"retryable\":false}}";

  @TempDir Path folder;
  private @Nullable LocalProcessBackend backend;

  @AfterEach
  void stop() {
    if (backend != null) backend.close();
  }

  /** The script sees request as $3, work folder as $5 and result as $7. */
  private LocalProcessBackend backend(String script, int concurrent, Duration timeout) {
    backend =
        new LocalProcessBackend(
            new LocalProcessSettings(
                List.of("/bin/sh", "-c", script, "compiler"),
                Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello"),
                folder,
                concurrent,
                timeout));
    return backend;
  }

  private static CompileJob job(String revision, String uri) {
    return job(revision, uri, null);
  }

  private static CompileJob job(String revision, String uri, @Nullable String digest) {
    return job(
        revision,
        new Source(
            new Source.SavedModel(uri, null, null), null, null, null, null, null, digest, null));
  }

  private static CompileJob job(String revision, Source source) {
    var spec =
        new ModelRevisionSpec(
            "digits",
            source,
            new Calibration("s3://c.npz", 200),
            new Quantization(Quantization.Io.UInt8),
            null,
            null,
            null,
            null);
    return new CompileJob(
        new CompileId("vision", revision, "uid", "1"),
        spec,
        "registry/atoll/vision",
        true,
        Instant.EPOCH);
  }

  private CompileResult finished(CompileJob job) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Objects.requireNonNull(backend).state(job.id()) instanceof Finished);
    return ((Finished) Objects.requireNonNull(backend).state(job.id())).result();
  }

  private void release() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  private String untilReleased() {
    return "while [ ! -e " + folder.resolve("go") + " ]; do sleep 0.05; done;";
  }

  @Test
  void handsOverTheRequestAndTheEnvironmentAndNothingElse() throws IOException {
    backend(
        "printf '%s' \"$GREETING $HOME\" > said; echo '"
            + REFUSAL.formatted("TooLarge", "no")
            + "' > $7",
        1,
        Duration.ofSeconds(20));
    var job = job("r1", "s3://m/1");
    Objects.requireNonNull(backend).start(job);
    assertThat(finished(job)).isEqualTo(new CompileResult.Refused("TooLarge", "no", false));
    assertThat(folder.resolve("vision/r1/said")).hasContent("hello ");
    var request = new ObjectMapper().readTree(folder.resolve("vision/r1/request.json").toFile());
    assertThat(request.at("/source/savedModel/uri").asText()).isEqualTo("s3://m/1");
    assertThat(request.at("/calibration/samples").asInt()).isEqualTo(200);
    assertThat(request.at("/quantization/io").asText()).isEqualTo("UInt8");
    assertThat(request.path("repository").asText()).isEqualTo("registry/atoll/vision");
    assertThat(request.path("plainHttp").asBoolean()).isTrue();
  }

  @Test
  void workGoesWithTheCompileAndTheEndOfTheLogStays() throws IOException {
    var outside = Files.writeString(folder.resolve("precious"), "kept");
    backend(
        "mkdir $5/model; echo big > $5/model/weights; ln -s "
            + folder
            + " $5/link; head -c 400000 /dev/zero >&2; printf 'the cause' >&2; exit 3",
        1,
        Duration.ofSeconds(20));
    var job = job("r1", "s3://m/1");
    Objects.requireNonNull(backend).start(job);
    finished(job);
    assertThat(folder.resolve("vision/r1/work")).doesNotExist();
    assertThat(outside).hasContent("kept");
    assertThat(folder.resolve("vision/r1/log")).hasSize(CompileFolder.LONGEST_LOG);
    assertThat(Files.readString(folder.resolve("vision/r1/log"))).endsWith("the cause");
  }

  @Test
  void stagesAreHeard() throws IOException {
    backend(
        "echo 'stage: quantise 2/6'; echo 'stage: $(evil)'; echo 'stage: a b/c'; "
            + untilReleased()
            + " exit 3",
        1,
        Duration.ofSeconds(20));
    var job = job("r1", "s3://m/1");
    Objects.requireNonNull(backend).start(job);
    await()
        .until(() ->
            Objects.requireNonNull(backend).state(job.id()).equals(new Running("quantise 2/6")));
    release();
    assertThat(finished(job))
        .isInstanceOfSatisfying(
            CompileResult.Refused.class,
            r -> {
              assertThat(r.reason()).isEqualTo("CompilerCrashed");
              assertThat(r.message()).contains("exit code 3");
              assertThat(r.retryable()).isTrue();
            });
  }

  @Test
  void whatMayBeEqualRunsOneAfterTheOtherAndOthersBesideIt() throws IOException {
    backend(untilReleased() + " exit 1", 4, Duration.ofSeconds(20));
    var first = job("r1", "s3://m/1", "sha256:" + "1".repeat(64));
    var equal = job("r2", "s3://m/2");
    var other = job("r3", "s3://m/3", "sha256:" + "3".repeat(64));
    for (var job : List.of(first, equal, other)) Objects.requireNonNull(backend).start(job);
    await().until(() -> Objects.requireNonNull(backend).state(other.id()) instanceof Running);
    assertThat(Objects.requireNonNull(backend).state(equal.id())).isEqualTo(new Queued(1));
    release();
    finished(equal);
  }

  @Test
  void noMoreThanAllowedRunAtOnce() throws IOException {
    backend(untilReleased() + " exit 1", 1, Duration.ofSeconds(20));
    var first = job("r1", "s3://m/1");
    var second = job("r2", "s3://m/2");
    Objects.requireNonNull(backend).start(first);
    await().until(() -> Objects.requireNonNull(backend).state(first.id()) instanceof Running);
    Objects.requireNonNull(backend).start(second);
    assertThat(Objects.requireNonNull(backend).state(second.id())).isEqualTo(new Queued(1));
    release();
    finished(second);
  }

  @Test
  void compileThatHangsIsEnded() {
    backend("sleep 600", 1, Duration.ofMillis(300));
    var job = job("r1", "s3://m/1");
    Objects.requireNonNull(backend).start(job);
    assertThat(((CompileResult.Refused) finished(job)).reason()).isEqualTo("CompileTimeout");
  }

  @Test
  void leftoverOfAnEarlierOperatorIsEndedButNeverAStranger()
      throws IOException, InterruptedException {
    backend("exit 1", 1, Duration.ofSeconds(20));
    var work = Files.createDirectories(folder.resolve("vision/r1"));
    var leftover = new ProcessBuilder("sleep", "600").start();
    var stranger = new ProcessBuilder("sleep", "600").start();
    try {
      new CompileProcess.PidFile(work.resolve("pid")).write(leftover.toHandle());
      var job = job("r1", "s3://m/1");
      Objects.requireNonNull(backend).start(job);
      finished(job);
      assertThat(leftover.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      Objects.requireNonNull(backend).forget(job.id());
      Files.writeString(work.resolve("pid"), stranger.pid() + " 2001-01-01T00:00:00Z");
      Objects.requireNonNull(backend).start(job);
      finished(job);
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      leftover.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  @Test
  void commandThatDoesNotExistIsACrashWithItsName() {
    backend =
        new LocalProcessBackend(
            new LocalProcessSettings(
                List.of("/nowhere/java"), Map.of(), folder, 1, Duration.ofSeconds(5)));
    var job = job("r1", "s3://m/1");
    backend.start(job);
    assertThat(((CompileResult.Refused) finished(job)).message()).contains("/nowhere/java");
  }

  private static CompileJob withSecret() {
    return job(
        "r1",
        new Source(
            new Source.SavedModel("s3://m/1", null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            new Source.SecretRef("key")));
  }

  private CompileResult withSecrets(SourceSecrets secrets, String script) {
    backend =
        new LocalProcessBackend(
            new LocalProcessSettings(
                List.of("/bin/sh", "-c", script, "compiler"),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                1,
                Duration.ofSeconds(20),
                secrets));
    backend.start(withSecret());
    return finished(withSecret());
  }

  @Test
  void secretsAreNotReadUnlessThatIsSwitchedOn() {
    var result = withSecrets(SourceSecrets.FORBIDDEN, "touch started");
    assertThat(result)
        .isInstanceOfSatisfying(
            CompileResult.Refused.class,
            r -> {
              assertThat(r.reason()).isEqualTo("CredentialsForbidden");
              assertThat(r.message()).contains("atoll.compile.read-secrets", "Jobs");
              assertThat(r.retryable()).isFalse();
            });
    assertThat(folder.resolve("vision/r1/started")).doesNotExist();
  }

  @Test
  void aSecretThatIsNotThereIsSaidAndTriedAgain() {
    assertThat(withSecrets((namespace, name) -> Optional.empty(), "touch started"))
        .isInstanceOfSatisfying(
            CompileResult.Refused.class,
            r -> {
              assertThat(r.reason()).isEqualTo("CredentialsMissing");
              assertThat(r.message()).contains("Secret key", "namespace vision");
              assertThat(r.retryable()).isTrue();
            });
  }

  @Test
  void aSecretIsLentForTheCompileAloneAndToThisUserOnly() throws IOException {
    var secret =
        new SourceSecrets.SourceSecret(
            Map.of("token", "hush".getBytes(StandardCharsets.UTF_8)), Optional.of("a.example"));
    var script =
        "cat $ATOLL_CREDENTIALS/token > said; echo \" $ATOLL_ALLOWED_HOSTS\" >> said;"
            + " stat -c %a $ATOLL_CREDENTIALS >> said; echo '"
            + REFUSAL.formatted("TooLarge", "no")
            + "' > $7";
    var asked = new ArrayList<String>();
    withSecrets(
        (namespace, name) -> {
          asked.add(namespace + "/" + name);
          return Optional.of(secret);
        },
        script);
    assertThat(asked).containsExactly("vision/key");
    assertThat(folder.resolve("vision/r1/said")).hasContent("hush a.example\n700\n");
    assertThat(folder.resolve("vision/r1/credentials")).doesNotExist();
    assertThat(secret.toString()).doesNotContain("hush");
    assertThat(Files.readString(folder.resolve("vision/r1/request.json"))).doesNotContain("hush");
  }
}
