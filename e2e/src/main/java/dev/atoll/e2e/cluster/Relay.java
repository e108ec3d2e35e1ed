package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lets a node reach servers that listen on 127.0.0.1 only: the same ports on the machine's end of
 * the node's cable. The kernel can do it too, but not without changing the machine's firewall.
 */
final class Relay implements AutoCloseable {
  private final List<ServerSocket> doors = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Relay() {}

  /** Of these ports, on this address of the machine. */
  static Relay open(String address, List<Integer> ports) throws IOException {
    var relay = new Relay();
    try {
      for (var port : ports) {
        var door = new ServerSocket();
        relay.doors.add(door);
        door.bind(new InetSocketAddress(address, port), 64);
        relay.threads.execute(() -> relay.serve(door));
      }
      return relay;
    } catch (IOException e) {
      relay.close();
      throw e;
    }
  }

  private void serve(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        var guest = door.accept();
        threads.execute(() -> connect(guest, door.getLocalPort()));
      } catch (IOException _) {
        // closed, which the loop's condition says, or a guest that went at once
      }
    }
  }

  private void connect(Socket guest, int port) {
    try (guest;
        var host = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var back = threads.submit(() -> pump(host, guest));
      pump(guest, host);
      back.get();
    } catch (IOException | java.util.concurrent.ExecutionException _) {
      // as with a cable: when one side ends the other does too
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Copies until the end of one direction, which is handed on. */
  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException _) {
      close(from);
      close(to);
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception _) {
      // it is of no use any more, whatever it says
    }
  }

  @Override
  public void close() {
    doors.forEach(Relay::close);
    threads.shutdownNow();
  }
}
