package dev.atoll.oci.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A line to the registry that breaks after so many bytes sent, each time. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final String target;
  private final Deque<Cut> cuts;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();

  /**
   * Where the line breaks.
   *
   * @param at bytes sent in all
   * @param then what else happens
   */
  record Cut(long at, Runnable then) {}

  CuttingProxy(String target, List<Cut> cuts) throws IOException {
    this.target = target;
    this.cuts = new ArrayDeque<>(cuts);
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Bytes that clients sent, headers included. */
  long sent() {
    return sent.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // Closed: no more lines.
        return;
      }
    }
  }

  private void connect(Socket client) {
    String[] to = target.split(":");
    try (client;
        Socket registry = new Socket(to[0], Integer.parseInt(to[1]))) {
      open.add(registry);
      Thread back = Thread.ofVirtual().start(() -> pump(registry, client, false));
      pump(client, registry, true);
      back.join();
    } catch (IOException e) {
      // The registry is away: the client's line ends.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Socket from, Socket to, boolean counted) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
        if (counted && cutAfter(sent.addAndGet(n))) {
          return;
        }
      }
    } catch (IOException e) {
      // One end is gone, so is the other.
      return;
    }
  }

  private boolean cutAfter(long bytes) {
    Cut cut;
    synchronized (cuts) {
      if (cuts.isEmpty() || cuts.peek().at() > bytes) {
        return false;
      }
      cut = cuts.remove();
    }
    cut.then().run();
    return true;
  }

  /** Cuts that were not reached. */
  int left() {
    synchronized (cuts) {
      return cuts.size();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket s : open) {
      s.close();
    }
  }
}
