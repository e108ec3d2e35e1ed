package dev.atoll.compiler.tensorflow;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small shell scripts stand where Python would: called with -m atoll_stage REQUEST RESULT. */
class TensorFlowStageTest {
  @TempDir Path folder;
  private final List<String> stages = new ArrayList<>();

  private Outcome<Converted> run(String script, Duration deadline) throws Exception {
    Path program = folder.resolve("python");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new TensorFlowStage(program, deadline, stages::add)
        .run(new StageInput(aRequest().build(), folder, folder, null), folder.resolve("work"));
  }

  private Refusal refused(String script) throws Exception {
    return ((Outcome.Refused<Converted>) run(script, Duration.ofMinutes(1))).refusal();
  }

  @Test
  void passesOnWhatTheStageRefuses() throws Exception {
    Refusal refusal =
        refused(
            """
            echo "stage: convert"
            echo "noise"
            echo '{"failure":{"reason":"CalibrationInvalid","message":"tensor x"}}' > "$4"
            """);
    assertThat(refusal).isEqualTo(Refusal.last(Reason.CalibrationInvalid, "tensor x"));
    assertThat(stages).containsExactly("convert");
  }

  @Test
  void aReasonThatIsNotTheStagesOwnIsAFault() throws Exception {
    assertThat(
            refused("echo '{\"failure\":{\"reason\":\"PushFailed\",\"message\":\"\"}}' > \"$4\""))
        .returns(Reason.InternalError, Refusal::reason);
  }

  @Test
  void aCrashMayPass() throws Exception {
    assertThat(refused("exit 3"))
        .returns(Reason.InternalError, Refusal::reason)
        .returns(true, Refusal::retryable);
  }

  @Test
  void akillIsExplained() throws Exception {
    assertThat(refused("kill -9 $$").message()).contains("signal 9", "memory");
  }

  @Test
  void garbageAndNothingAreNoResult() throws Exception {
    assertThat(refused("echo '{\"ok\":' > \"$4\"").retryable()).isTrue();
  }

  @Test
  void noResultAtAll() throws Exception {
    assertThat(refused("true").retryable()).isTrue();
  }

  @Test
  void getsNoEnvironment() throws Exception {
    assertThat(System.getenv()).isNotEmpty();
    refused("env > \"$(dirname \"$4\")/env\"");
    Set<String> shellsOwn = Set.of("PWD", "OLDPWD", "SHLVL", "_");
    assertThat(
            Files.readAllLines(folder.resolve("work/env")).stream()
                .map(line -> line.split("=", -1)[0])
                .filter(name -> !shellsOwn.contains(name)))
        .containsExactlyInAnyOrder(
            "PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONHASHSEED");
    assertThat(folder.resolve("work/python/atoll_stage/run.py")).exists();
  }

  @Test
  void theDeadlineEndsTheProcessAndItsChildren() throws Exception {
    Outcome<Converted> outcome =
        run("sleep 600 &\necho $! > \"$(dirname \"$4\")/child\"\nwait", Duration.ofSeconds(2));
    assertThat(((Outcome.Refused<Converted>) outcome).refusal().message()).contains("PT2S");
    long child = Long.parseLong(Files.readString(folder.resolve("work/child")).strip());
    await()
        .untilAsserted(
            () -> assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive)).isNotIn(TRUE));
  }

  private static final Optional<Boolean> TRUE = Optional.of(true);
}
