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
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A runner whose only model takes 600 ms, one request at a time, as the real one's do. */
final class PatientRunner {
  private static final ReentrantLock MODEL = new ReentrantLock(true);

  private PatientRunner() {}

  /** Takes the socket. */
  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(args[0]));
      System.out.println("ready patient");
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
        Reply reply =
            Wire.receive(frames) instanceof Request.Infer ? compute() : new Reply.Pong("patient");
        Wire.answer(frames, reply);
      }
    } catch (IOException e) {
      System.err.println("the agent went away: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply compute() throws InterruptedException {
    MODEL.lock();
    try {
      Thread.sleep(600);
      return new Reply.Inferred(600_000_000, List.of());
    } finally {
      MODEL.unlock();
    }
  }
}
