package dev.atoll.device.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atoll.device.TestModels;
import dev.atoll.device.wire.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real runner that is treated badly. */
class RunnerSupervisorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<ByteBuffer> INPUT = List.of(TestModels.bytes(1, 2, 3, 4));
  private static final List<ByteBuffer> OUTPUT = List.of(TestModels.bytes(2, 3, 4, 5));

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path folder;
  private final List<String> crashes = new CopyOnWriteArrayList<>();
  private RunnerSupervisor supervisor;

  @BeforeEach
  void start() throws IOException {
    supervisor = supervisor(RunnerCommand.likeThisProcess(folder));
  }

  private RunnerSupervisor supervisor(RunnerCommand command) throws IOException {
    RunnerLimits limits =
        new RunnerLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            PATIENCE,
            Duration.ofSeconds(30),
            1);
    return new RunnerSupervisor(
        command, Sockets.below(folder), limits, System.err::println, crashes::add);
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  private void signal(String name) throws Exception {
    await().until(() -> supervisor.pid() > 0);
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(supervisor.pid())).start().waitFor();
    assertThat(code).isZero();
  }

  @Test
  void aRunnerThatHangsIsEndedAndTheRequestIsAnsweredByTheNextOne() throws Exception {
    supervisor.load("a", TestModels.path("plus1"));
    signal("STOP");

    Reply.Inferred answer = supervisor.infer("a", INPUT, PATIENCE);

    assertThat(answer.outputs()).isEqualTo(OUTPUT);
    assertThat(crashes).hasSize(1);
    assertThat(crashes.getFirst()).contains("no answer within 1000 ms");
  }

  @Test
  void aHangIsNoticedWithoutAnyRequest() throws Exception {
    await().until(() -> supervisor.pid() > 0);
    long first = supervisor.pid();
    signal("STOP");
    await().atMost(PATIENCE).until(() -> supervisor.pid() > 0 && supervisor.pid() != first);
  }

  @Test
  void anUntrustedModelIsNotTriedAgainByItself() throws Exception {
    supervisor.load("a", TestModels.path("plus1"));
    signal("STOP");
    assertThatThrownBy(() -> supervisor.inferOnce("a", INPUT))
        .isInstanceOf(RunnerGoneException.class)
        .hasMessageContaining("no answer within 1000 ms");
  }

  @Test
  void afterARestartAllModelsAreThereAndUnloadedOnesAreNot() throws Exception {
    supervisor.load("a", TestModels.path("plus1"));
    supervisor.load("b", TestModels.path("plus2"));
    supervisor.unload("b");
    signal("KILL");

    assertThat(supervisor.infer("a", INPUT, PATIENCE).outputs()).isEqualTo(OUTPUT);
    assertThatThrownBy(() -> supervisor.infer("b", INPUT, PATIENCE))
        .isInstanceOf(RefusedException.class);
    assertThat(crashes).singleElement().asString().contains("by itself with code 137");
  }

  @Test
  void noAnswerComesAfterTheRequestsPatience() throws Exception {
    supervisor.load("a", TestModels.path("plus1"));
    supervisor.close();
    assertThatThrownBy(() -> supervisor.infer("a", INPUT, Duration.ofMillis(300)))
        .isInstanceOf(RunnerGoneException.class);
  }

  @Test
  void aRequestThatEndsTheRunnerIsSentAgainOnceOnly() throws Exception {
    supervisor.close();
    supervisor = supervisor(new RunnerCommand(javaOf(FakeRunner.Kind.Fragile), CLASS_PATH, folder));

    assertThatThrownBy(() -> supervisor.infer("a", INPUT, PATIENCE))
        .isInstanceOf(RunnerGoneException.class);

    await().until(() -> crashes.size() == 2);
    await().until(() -> supervisor.pid() > 0);
    assertThat(crashes).hasSize(2);
  }

  /** Four at once take 2.4 s, each of them only 0.6 s: nobody hangs for a second. */
  @Test
  void waitingForTheModelIsNotHanging() throws Exception {
    supervisor.close();
    supervisor = supervisor(new RunnerCommand(javaOf(FakeRunner.Kind.Patient), CLASS_PATH, folder));
    List<Future<Reply.Inferred>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        answers.add(clients.submit(() -> supervisor.inferOnce("a", INPUT)));
      }
    }

    assertThat(answers).allSatisfy(a -> assertThat(a.get().outputs()).isEmpty());
    assertThat(crashes).isEmpty();
  }

  /** A java that runs this instead of the runner. */
  private Path javaOf(FakeRunner.Kind kind) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String text =
        """
        #!/bin/bash
        exec "%s" "${@/dev.atoll.device.runner.Main/%s}" %s
        """
            .formatted(java, FakeRunner.class.getName(), kind);
    Path script = Files.writeString(folder.resolve("java"), text);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
