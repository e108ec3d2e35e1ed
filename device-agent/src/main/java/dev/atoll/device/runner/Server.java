package dev.atoll.device.runner;

import dev.atoll.device.wire.FrameChannel;
import dev.atoll.device.wire.ProtocolException;
import dev.atoll.device.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answers on a Unix domain socket, one thread for each connection. */
final class Server implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final Models models;

  /** Takes the place of a socket that a dead process left behind. */
  Server(Path socket, Models models) throws IOException {
    this.models = models;
    Files.deleteIfExists(socket);
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Accepts until the process ends. */
  void run() throws IOException {
    while (true) {
      SocketChannel connection = listener.accept();
      // Platform threads: native calls would pin a carrier each.
      Thread.ofPlatform().daemon().name("connection").start(() -> serve(connection));
    }
  }

  private void serve(SocketChannel connection) {
    try (FrameChannel<SocketChannel> frames = new FrameChannel<>(connection)) {
      while (true) {
        Wire.answer(frames, models.handle(Wire.receive(frames)));
      }
    } catch (EOFException e) {
      // The agent closed the connection: nothing to do.
    } catch (ProtocolException e) {
      System.err.println("runner: closing a connection: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("runner: a connection broke: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
