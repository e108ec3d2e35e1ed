package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  private static final String TAKEN =
      "echo 'listen tcp 127.0.0.1: bind: address already in use'; exit 1";
  private static final String RUNS = "sleep 600";

  @TempDir Path folder;
  private Processes processes;
  private final List<Integer> portsTried = new ArrayList<>();

  @BeforeEach
  void start() {
    processes = Processes.in(RunDirectory.at(folder));
  }

  @AfterEach
  void stop() {
    processes.close();
  }

  @Test
  void choosesOtherPortsWhenItLosesTheRaceForOne() {
    var server = server(TAKEN, RUNS);

    server.start();

    assertThat(portsTried).hasSize(2).doesNotHaveDuplicates();
    assertThat(server.port()).isEqualTo(portsTried.getLast());
  }

  @Test
  void keepsItsPortThroughARestart() {
    var server = server(RUNS, RUNS);
    server.start();
    var port = server.port();
    server.stop();
    assertThat(server.process()).isEmpty();

    server.start();

    assertThat(server.process()).isPresent();
    assertThat(portsTried).containsExactly(port, port);
  }

  @Test
  void refusesAnotherPortOnceClientsKnowTheFirst() {
    var server = server(RUNS, TAKEN);
    server.start();
    server.kill();

    assertThatThrownBy(server::start)
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PortTaken))
        .hasMessageContaining(Integer.toString(server.port()));
  }

  @Test
  void showsTheLogOfWhatEndedTooEarly() {
    var server = server("echo 'the disk is full'; exit 3");

    assertThatThrownBy(server::start)
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ProcessExited))
        .hasMessageContaining("the disk is full")
        .hasMessageContaining("log/fake.log");
  }

  private Server server(String... scripts) {
    return new Server(
        new Scripts(List.of(scripts), portsTried), processes, new Ports(new Random(1)));
  }

  /** Runs the next script at each start; only one that goes on running becomes ready. */
  private record Scripts(List<String> scripts, List<Integer> portsTried) implements Recipe {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public int portCount() {
      return 1;
    }

    @Override
    public Launch launch(List<Integer> ports) {
      portsTried.addAll(ports);
      return new Launch(name(), List.of("sh", "-c", current()));
    }

    @Override
    public void checkReady(List<Integer> ports) throws IOException {
      if (!current().equals(RUNS)) {
        throw new IOException("never ready");
      }
    }

    private String current() {
      return scripts.get(portsTried.size() - 1);
    }
  }
}
