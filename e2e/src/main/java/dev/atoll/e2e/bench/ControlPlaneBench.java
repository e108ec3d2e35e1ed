package dev.atoll.e2e.bench;

import dev.atoll.e2e.cluster.AuditEvent;
import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Toolchain;
import dev.atoll.e2e.demo.Narrator;
import dev.atoll.e2e.demo.Scene;
import dev.atoll.e2e.demo.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast the control plane is: from a revision being Ready to six devices answering with it,
 * without soak or gates; how many API writes that takes; and what is written while nothing happens.
 *
 * <p>Writes a table to {@code e2e/bench/control-plane.md}. Arguments: minutes of idleness (default
 * 5).
 */
public final class ControlPlaneBench {
  private static final List<String> VERSIONS = List.of("v1", "v2", "v5", "v6");

  private ControlPlaneBench() {}

  public static void main(String[] arguments) throws Exception {
    var idle = Duration.ofMinutes(arguments.length > 0 ? Long.parseLong(arguments[0]) : 5);
    var narrator = new Narrator(System.out, Clock.systemUTC());
    var run = Files.createTempDirectory("atoll-bench-");
    var toolchain = Toolchain.ofWorkingDirectory();
    try (var cluster = DevCluster.start(run, toolchain)) {
      var python = Path.of(System.getenv().getOrDefault("ATOLL_PYTHON", "python3"));
      var scene = new Setting(narrator, toolchain, run, python).build(cluster);
      var changes = new ArrayList<Change>();
      for (var version : VERSIONS) {
        changes.add(Change.measure(scene, version));
        narrator.progress(changes.getLast().toString());
      }
      var table = new Table(changes, idle, writesWhileIdle(scene, idle));
      narrator.say("\n" + table.markdown());
      Files.writeString(
          toolchain.checkout().resolve("e2e/bench/control-plane.md"), table.document());
    }
  }

  /**
   * Everything that was written in that time, leases apart; counted in the API server's audit log.
   */
  private static List<AuditEvent> writesWhileIdle(Scene scene, Duration idle)
      throws InterruptedException {
    var start = Instant.now();
    scene.narrator().say("Nothing happens for " + idle.toMinutes() + " minutes...");
    Thread.sleep(idle); // the measurement itself, not a wait for something
    return scene.cluster().auditEvents().stream()
        .filter(e -> e.time().isAfter(start) && e.write())
        .filter(e -> e.user().startsWith("system:serviceaccount:atoll-system:"))
        .filter(e -> !e.resource().equals("leases"))
        .toList();
  }
}
