package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
  private static final Launch SLEEPER = new Launch("sleeper", List.of("sleep", "600"));
  // Says that it is there before it ignores SIGTERM, so that the test does not signal too early.
  private static final Launch STUBBORN =
      new Launch(
          "stubborn",
          List.of("sh", "-c", "trap '' TERM; echo ready; while :; do read x; sleep 1; done"));

  @TempDir Path folder;
  private RunDirectory directory;

  @BeforeEach
  void makeRunDirectory() {
    directory = RunDirectory.at(folder.resolve("cluster"));
  }

  @Test
  void leavesNothingBehindAfterStop() {
    var process = ManagedProcess.start(SLEEPER, directory);
    assertThat(process.alive()).isTrue();
    assertThat(directory.pidFile("sleeper")).exists();

    process.stop();

    assertThat(process.alive()).isFalse();
    assertThat(directory.pidFile("sleeper")).doesNotExist();
  }

  @Test
  void runsInAProcessGroupOfItsOwn() {
    var process = ManagedProcess.start(SLEEPER, directory);
    try {
      await().untilAsserted(() -> assertThat(processGroup(process.pid())).isEqualTo(process.pid()));
    } finally {
      process.kill();
    }
  }

  @Test
  void killsWhatIgnoresTheFirstSignal() {
    var process = ManagedProcess.start(STUBBORN, directory);
    await().until(() -> process.logTail().equals("ready"));
    var record = Processes.recorded(directory).getFirst();

    ManagedProcess.end(record, Duration.ofMillis(200));

    assertThat(process.alive()).isFalse();
  }

  @Test
  void neverTouchesAStrangerThatGotThePid() {
    var process = ManagedProcess.start(SLEEPER, directory);
    try {
      var record = Processes.recorded(directory).getFirst();
      var earlier = new ProcessRecord(record.name(), record.pid(), record.startTicks() - 1);

      ManagedProcess.end(earlier, Duration.ofSeconds(1));

      assertThat(process.alive()).isTrue();
    } finally {
      process.kill();
    }
  }

  @Test
  void stopsAKeptClusterByItsPidFilesAndIgnoresBrokenOnes() throws IOException {
    var processes = Processes.in(directory);
    var process = processes.start(SLEEPER);
    processes.keep();
    processes.close();
    assertThat(process.alive()).isTrue();
    Files.writeString(directory.pidFile("broken"), "not a pid\n");
    assertThatThrownBy(() -> Processes.in(directory))
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.RunDirectoryUnusable))
        .hasMessageContaining("sleeper");

    assertThat(StopMain.stop(directory)).isEqualTo(1);

    assertThat(process.alive()).isFalse();
    assertThat(directory.pidFile("sleeper")).doesNotExist();
  }

  @Test
  void recordsTheLastStartedFirst() throws IOException {
    for (var name : List.of("apiserver", "agent", "etcd")) {
      var ticks = List.of("etcd", "apiserver", "agent").indexOf(name);
      Files.writeString(directory.pidFile(name), new ProcessRecord(name, 1, ticks).content());
    }

    assertThat(Processes.recorded(directory))
        .extracting(ProcessRecord::name)
        .containsExactly("agent", "apiserver", "etcd");
  }

  @Test
  void endsWhatItStartedAndRunsEachNameOnce() {
    var processes = Processes.in(directory);
    var process = processes.start(SLEEPER);
    assertThatThrownBy(() -> processes.start(SLEEPER)).hasMessageContaining("sleeper runs already");

    processes.close();

    assertThat(process.alive()).isFalse();
  }

  @Test
  void showsTheEndOfTheLogOfThisStartOnly() {
    var first =
        ManagedProcess.start(
            new Launch("talker", List.of("sh", "-c", "echo old; read x")), directory);
    await().until(() -> !first.alive());
    var second =
        ManagedProcess.start(
            new Launch("talker", List.of("sh", "-c", "seq 1 40; echo new")), directory);
    await().until(() -> !second.alive());

    assertThat(second.logTail().lines()).hasSize(15).endsWith("40", "new");
    assertThat(directory.log("talker")).content().startsWith("old");
  }

  private static long processGroup(long pid) throws IOException {
    // proc(5): after the name in brackets come state, parent, process group.
    var fields =
        Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
            .replaceFirst(".*\\) ", "")
            .split(" ", 4);
    return Long.parseLong(fields[2]);
  }
}
