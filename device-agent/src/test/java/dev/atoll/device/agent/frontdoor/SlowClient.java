package dev.atoll.device.agent.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that has sent a part of its request and waits before it sends the rest. */
final class SlowClient implements AutoCloseable {
  private final Socket socket;
  private final byte[] body;
  private final int sent;
  private final BufferedReader answer;

  private SlowClient(Socket socket, byte[] body, int sent) throws IOException {
    this.socket = socket;
    this.body = body;
    this.sent = sent;
    this.answer =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Returns when the server has asked for the body, of which it gets so many bytes. */
  static SlowClient to(InetSocketAddress server, String path, String body, int first)
      throws IOException {
    SlowClient client =
        new SlowClient(
            new Socket("127.0.0.1", server.getPort()),
            body.getBytes(StandardCharsets.UTF_8),
            first);
    client.begin(path);
    return client;
  }

  private void begin(String path) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
            + "Content-Length: %d\r\n\r\n";
    OutputStream out = socket.getOutputStream();
    out.write(head.formatted(path, body.length).getBytes(StandardCharsets.US_ASCII));
    out.write(body, 0, sent);
    out.flush();
    assertThat(answer.readLine()).contains("100");
  }

  /** The whole answer. */
  String sendTheRest() throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(body, sent, body.length - sent);
    out.flush();
    return String.join("\n", answer.lines().toList());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
