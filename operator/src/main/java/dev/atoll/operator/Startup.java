package dev.atoll.operator;

import dev.atoll.operator.device.Fleet;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;

/** Fills the caches before the first reconcile. */
public final class Startup {
  private static final int BEFORE_THE_CONTROLLERS = 1;

  void start(@Observes @Priority(BEFORE_THE_CONTROLLERS) StartupEvent event, Fleet fleet) {
    fleet.start();
  }
}
