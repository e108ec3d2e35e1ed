package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A virtual cable between this machine and a node's network namespace. Its number names it and its
 * addresses: {@code 10.213.NUMBER.1} here, {@code .2} at the node, {@code .128/25} for the node's
 * pods. It vanishes with the namespace.
 */
record Cable(int number) implements AutoCloseable {
  private static final int NUMBERS = 256;
  private static final int TRIES = 20;

  /** Lays one under a number that nobody uses. */
  static Cable lay(RandomGenerator random) {
    for (var attempt = 1; ; attempt++) {
      var cable = new Cable(random.nextInt(NUMBERS));
      try {
        ip("link", "add", cable.link(), "type", "veth", "peer", "name", cable.end());
        return cable;
      } catch (ClusterException e) {
        if (attempt == TRIES) throw e;
      }
    }
  }

  /**
   * Plugs the other end into the namespace of this process, as eth0, and gives ours its address.
   */
  void plugInto(long pid) {
    ip("link", "set", end(), "netns", Long.toString(pid), "name", "eth0");
    ip("addr", "add", address() + "/30", "dev", link());
    ip("link", "set", link(), "up");
    ip("route", "add", "10.213.%d.128/25".formatted(number), "via", nodeAddress());
  }

  /** This machine, as the node and its pods see it. */
  String address() {
    return "10.213.%d.1".formatted(number);
  }

  private String nodeAddress() {
    return "10.213.%d.2".formatted(number);
  }

  private String link() {
    return "atoll" + number;
  }

  private String end() {
    return "atoll" + number + "n";
  }

  @Override
  public void close() {
    try {
      ip("link", "del", link());
    } catch (ClusterException e) {
      if (!String.valueOf(e.getMessage()).contains("Cannot find device")) throw e;
    }
  }

  private static void ip(String... arguments) {
    var command = new java.util.ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new ClusterException(
            Reason.NodeImpossible, String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new ClusterException(
          Reason.NodeImpossible, "a node needs the program ip (package iproute2)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(Reason.Interrupted, "interrupted while laying a cable", e);
    }
  }
}
