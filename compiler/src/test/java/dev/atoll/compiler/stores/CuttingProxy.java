package dev.atoll.compiler.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A bad line to a server: the first answers break off in the middle. */
public final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final long goodBytes;
  private final AtomicInteger cuts;

  private CuttingProxy(ServerSocket server, int target, int cuts, long goodBytes) {
    this.server = server;
    this.target = target;
    this.goodBytes = goodBytes;
    this.cuts = new AtomicInteger(cuts);
  }

  /** In front of the server on that port. */
  public static CuttingProxy start(int target, int cuts, long goodBytes) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    CuttingProxy proxy = new CuttingProxy(server, target, cuts, goodBytes);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many answers are still to be cut. */
  public int left() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket there = new Socket("127.0.0.1", target);
        Thread.ofVirtual().start(() -> pump(client, there, Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> pump(there, client, goodBytes));
      } catch (IOException e) {
        // Closed: that is how it ends.
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, long limit) {
    byte[] buffer = new byte[8 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long pumped = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        pumped += n;
        if (pumped > limit && cuts.getAndUpdate(c -> Math.max(0, c - 1)) > 0) {
          return;
        }
      }
    } catch (IOException e) {
      // One of the two is gone, which the other one notices by the closing.
      System.getLogger(CuttingProxy.class.getName()).log(System.Logger.Level.DEBUG, "gone", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
