package dev.atoll.device.agent.frontdoor;

import java.time.Duration;

/**
 * What the JDK's HTTP server grants a client. It knows these limits only as system properties that
 * it reads once, before the first server is made; those that are set already stay.
 *
 * @param request for sending a whole request, from its first byte on
 * @param response for taking a whole answer
 * @param connections open at once; further ones are closed
 */
record HttpLimits(Duration request, Duration response, int connections) {
  /** A model's input over a slow line fits; a client that sends a byte a second does not. */
  static final HttpLimits STANDARD =
      new HttpLimits(Duration.ofSeconds(60), Duration.ofSeconds(60), 256);

  void apply() {
    set("sun.net.httpserver.maxReqTime", request.toSeconds());
    set("sun.net.httpserver.maxRspTime", response.toSeconds());
    set("jdk.httpserver.maxConnections", connections);
    // Small answers would else wait for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static void set(String property, long value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(value));
    }
  }
}
