package dev.atoll.operator;

import dev.atoll.operator.device.Fleet;
import dev.atoll.operator.revision.CompileBackend;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the caches before the first reconcile. */
public final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final int BEFORE_THE_CONTROLLERS = 1;

  /**
   * @param compiles asked for so that a wrong configuration is told before anything else is tried
   */
  void start(
      @Observes @Priority(BEFORE_THE_CONTROLLERS) StartupEvent event,
      CompileBackend compiles,
      Fleet fleet) {
    LOG.info("Compiles run in {}", compiles.getClass().getSimpleName());
    compiles.open();
    fleet.start();
  }
}
