package dev.atoll.compiler.tensorflow;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The process runs somebody's model, which may have put anything where its files belong. */
  @ParameterizedTest
  @ValueSource(strings = {"golden.json", "model.tflite", "float.tflite", "result"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void apipeInPlaceOfAFileHoldsNothingUp(String name) throws Exception {
    Path golden = Files.write(folder.resolve("golden"), golden());
    Refusal refusal =
        refused(
            """
            out="$(dirname "$4")/output"
            mkdir "$out"
            cp %s "$out/golden.json"
            touch "$out/model.tflite" "$out/float.tflite"
            echo '{"ok":{"tensorflow":"2.21","kernels":"k","evaluation":null,"search":null}}' > "$4"
            file="$out/%s"
            [ %s = result ] && file="$4"
            rm "$file"
            mkfifo "$file"
            """
                .formatted(golden, name, name));
    assertThat(refusal.reason()).isEqualTo(Reason.InternalError);
    assertThat(refusal.message()).contains("is no file");
  }

  private static byte[] golden() {
    TensorData tensor = new TensorData("x", DataType.UINT8, List.of(1), new byte[1]);
    return new Golden("k", 0, null, List.of(new Sample(List.of(tensor), List.of(tensor))))
        .toBytes();
  }

  @Test
  void aResultThatNoMemoryHoldsIsNotRead() throws Exception {
    assertThat(refused("truncate -s 3G \"$4\"").message()).contains("more than");
  }

  @Test
  void onlyProgressIsPassedOn() throws Exception {
    refused(
        """
        echo "stage: quantise 2/6"
        printf 'stage: \\033[2Jgone\\n'
        echo "stage: Ready"
        echo "stage: convert; rm"
        """);
    assertThat(stages).containsExactly("quantise 2/6");
  }
}
