package dev.atoll.device.agent;

import dev.atoll.device.agent.link.ApiServerLink;
import dev.atoll.device.agent.link.DeviceLink;
import dev.atoll.device.agent.store.Identity;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Entry point of the agent; everything it needs to know stands in the environment. */
public final class Main {
  private Main() {}

  /** Runs until SIGTERM. */
  public static void main(String[] args) throws InterruptedException {
    // The libraries' own log has no place here: what matters comes through their exceptions.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Log log = new Log();
    try {
      Settings settings = Settings.of(System.getenv());
      DeviceAgent agent = new DeviceAgent(settings, id -> link(settings, id, log), log);
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                agent.close();
                ended.countDown();
              }));
      ended.await();
    } catch (IllegalArgumentException | IOException e) {
      log.accept("the agent cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static DeviceLink link(Settings s, Identity identity, Consumer<String> log) {
    String server = s.apiServer();
    if (server == null) {
      throw new IllegalArgumentException("ATOLL_API_SERVER must be set");
    }
    return new ApiServerLink(
        new ApiServerLink.Access(
            server, s.apiAuthority(), s.tokenFile(), s.namespace(), s.leasePeriod()),
        s.node(),
        identity.storeId(),
        log);
  }
}
