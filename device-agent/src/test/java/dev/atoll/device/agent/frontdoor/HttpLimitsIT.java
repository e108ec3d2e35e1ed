package dev.atoll.device.agent.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time, and too many of them. */
class HttpLimitsIT {
  private static final int PATIENCE = 30_000;
  private static final byte[] WHOLE =
      "GET /v2/health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable Process process;
  private int port;

  private void start(int requestSeconds, int connections) throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LimitedDoor.class.getName(),
                Integer.toString(requestSeconds),
                Integer.toString(connections))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process = started;
    port = Integer.parseInt(started.inputReader(StandardCharsets.UTF_8).readLine());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket s : sockets) {
      s.close();
    }
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private Socket open() throws IOException {
    Socket s = new Socket("127.0.0.1", port);
    s.setSoTimeout(PATIENCE);
    sockets.add(s);
    return s;
  }

  private static void send(Socket s, String text) throws IOException {
    s.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    s.getOutputStream().flush();
  }

  /** What comes until the other side closes; a timeout fails the test. */
  private static String rest(Socket s) throws IOException {
    return new String(s.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void aClientThatDoesNotEndItsHeadersIsLetGo() throws Exception {
    start(1, 100);
    Socket s = open();
    send(s, "GET /v2/health/live HTTP/1.1\r\nHost: a\r\nX: ");
    assertThat(rest(s)).isEmpty();
  }

  @Test
  void aClientThatDoesNotEndItsBodyIsLetGo() throws Exception {
    start(1, 100);
    Socket s = open();
    send(s, "GET /v2/health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
    assertThat(rest(s)).doesNotContain("HTTP/1.1 500");
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheOthersGoOn() throws Exception {
    start(60, 3);
    Socket first = open();
    first.getOutputStream().write(WHOLE);
    assertThat(first.getInputStream().read()).isEqualTo('H');
    open();
    open();

    assertThat(rest(open())).isEmpty();

    first.getInputStream().skipNBytes(first.getInputStream().available());
    first.getOutputStream().write(WHOLE);
    assertThat(first.getInputStream().read()).isGreaterThan(0);
  }
}
