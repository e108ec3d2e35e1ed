package dev.atoll.compiler.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.compiler.process.ChildProcess.End;
import dev.atoll.compiler.process.ChildProcess.Launch;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path folder;

  private Launch sh(String script, Duration deadline) {
    return new Launch(List.of("/bin/sh", "-c", script), folder, Map.of(), deadline);
  }

  /** The child is gone before anybody reads what it said. */
  @Test
  void nothingThatWasSaidIsLost() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    End end =
        ChildProcess.runMerged(
            sh("echo out; echo err >&2; exit 3", Duration.ofMinutes(1)),
            out -> {
              await().until(() -> ProcessHandle.current().children().findAny().isEmpty());
              out.transferTo(said);
            });
    assertThat(end).isEqualTo(new End.Exited(3));
    assertThat(said.toString(UTF_8)).isEqualTo("out\nerr\n");
  }

  @Test
  void whatWasSaidBeforeTheDeadlineIsKept() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    End end =
        ChildProcess.runMerged(
            sh("echo begun; sleep 600", Duration.ofSeconds(2)), out -> out.transferTo(said));
    assertThat(end).isEqualTo(new End.TimedOut());
    assertThat(said.toString(UTF_8)).startsWith("begun\n");
  }

  @Test
  void childrenLeftBehindDoNotHoldTheEndUp() throws Exception {
    End end =
        ChildProcess.runMerged(
            sh("(sleep 600 &) ; exit 0", Duration.ofMinutes(1)),
            out -> out.transferTo(ByteArrayOutputStream.nullOutputStream()));
    assertThat(end).isEqualTo(new End.Exited(0));
  }

  @Test
  void ofALineWithoutEndNothingIsKept() throws Exception {
    List<String> lines = new ArrayList<>();
    ChildProcess.run(
        sh(
            "echo one; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo; printf last",
            Duration.ofMinutes(1)),
        lines::add);
    assertThat(lines).containsExactly("one", "", "last");
  }

  @Test
  void aProgressBarDoesNotHideTheLineAfterIt() throws Exception {
    List<String> lines = new ArrayList<>();
    ChildProcess.run(
        sh("printf '50%%\\r100%%\\rstage: quantise\\n'", Duration.ofMinutes(1)), lines::add);
    assertThat(lines).containsExactly("50%", "100%", "stage: quantise");
  }
}
