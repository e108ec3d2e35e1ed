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

/** A runner without TensorFlow Lite. */
final class FakeRunner {
  private static final ReentrantLock MODEL = new ReentrantLock(true);

  private FakeRunner() {}

  /** What an inference does. */
  enum Kind {
    /** It ends the runner. */
    Fragile,
    /** It takes 600 ms, one at a time, as the real runner's do of one model. */
    Patient;

    private Reply infer() throws InterruptedException {
      return switch (this) {
        case Fragile -> {
          Runtime.getRuntime().halt(9);
          throw new IllegalStateException("halted");
        }
        case Patient -> {
          MODEL.lock();
          try {
            Thread.sleep(600);
            yield new Reply.Inferred(600_000_000, List.of());
          } finally {
            MODEL.unlock();
          }
        }
      };
    }
  }

  /** Takes the socket and, last, the kind. */
  public static void main(String[] args) throws IOException {
    Kind kind = Kind.valueOf(args[args.length - 1]);
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(args[0]));
      System.out.println("ready " + kind);
      System.out.flush();
      while (true) {
        SocketChannel connection = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection, kind));
      }
    }
  }

  private static void serve(SocketChannel connection, Kind kind) {
    try (FrameChannel<SocketChannel> frames = new FrameChannel<>(connection)) {
      while (true) {
        Reply reply =
            Wire.receive(frames) instanceof Request.Infer
                ? kind.infer()
                : new Reply.Pong(kind.name());
        Wire.answer(frames, reply);
      }
    } catch (IOException e) {
      System.err.println("the agent went away: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
