package dev.atoll.device.agent.frontdoor;

import dev.atoll.device.agent.serving.Catalog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A front door with limits of its own, which only a process of its own can have. */
final class LimitedDoor {
  private LimitedDoor() {}

  /** Seconds for a request, connections; serves until its standard input ends. */
  public static void main(String[] args) throws IOException {
    Duration request = Duration.ofSeconds(Long.parseLong(args[0]));
    new HttpLimits(request, Duration.ofSeconds(60), Integer.parseInt(args[1])).apply();
    try (FrontDoor door =
        new FrontDoor(new InetSocketAddress("127.0.0.1", 0), new Catalog(), "1", l -> {})) {
      System.out.println(door.address().getPort());
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until the test is done.
      }
    }
  }
}
