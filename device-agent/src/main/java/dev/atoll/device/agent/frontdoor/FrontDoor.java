package dev.atoll.device.agent.frontdoor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atoll.device.agent.serving.Catalog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The HTTP server. Nothing that a client sends can end it or the runner. */
public final class FrontDoor implements AutoCloseable {
  static {
    HttpLimits.STANDARD.apply();
  }

  private static final int BACKLOG = 128;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Routes routes;
  private final Consumer<String> log;

  /** Listens at once. */
  public FrontDoor(InetSocketAddress listen, Catalog catalog, String version, Consumer<String> log)
      throws IOException {
    this.log = log;
    this.routes = new Routes(catalog, version, log);
    this.server = HttpServer.create(listen, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens; the port is the real one when 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      routes.handle(exchange);
    } catch (IOException e) {
      // The client went away: there is nobody to tell.
      log.accept("a client went away: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers what is under way, for at most this long, and takes nothing new. */
  public void close(Duration patience) {
    server.stop((int) patience.toSeconds());
    threads.close();
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
