package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses free ports on 127.0.0.1. */
final class Ports {
  // Below the range from which the kernel serves outgoing connections: or else one of those could
  // sit on the port of a server that is stopped for a moment.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private final RandomGenerator random;

  Ports(RandomGenerator random) {
    this.random = random;
  }

  /** Different ports that were free just now; a server must still be ready to lose the race. */
  List<Integer> choose(int count) {
    var ports = new ArrayList<Integer>();
    while (ports.size() < count) {
      var port = random.nextInt(FIRST, LAST);
      if (!ports.contains(port) && free(port)) {
        ports.add(port);
      }
    }
    return List.copyOf(ports);
  }

  private static boolean free(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
