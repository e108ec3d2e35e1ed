package dev.atoll.device.agent.supervisor;

import dev.atoll.device.wire.FrameChannel;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.Request;
import dev.atoll.device.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A runner that every inference ends. */
final class FragileRunner {
  private FragileRunner() {}

  /** Takes the socket. */
  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(args[0]));
      System.out.println("ready fragile");
      System.out.flush();
      while (true) {
        SocketChannel connection = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      }
    }
  }

  private static void serve(SocketChannel connection) {
    try (FrameChannel<SocketChannel> frames = new FrameChannel<>(connection)) {
      while (true) {
        if (Wire.receive(frames) instanceof Request.Infer) {
          Runtime.getRuntime().halt(9);
        }
        Wire.answer(frames, new Reply.Pong("fragile"));
      }
    } catch (IOException e) {
      System.err.println("the agent went away: " + e);
    }
  }
}
