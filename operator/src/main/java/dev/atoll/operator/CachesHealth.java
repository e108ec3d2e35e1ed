package dev.atoll.operator;

import dev.atoll.operator.kube.Caches;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** An informer that has stopped for good means that the operator no longer sees the cluster. */
@Singleton
@Liveness
@Readiness
public final class CachesHealth implements HealthCheck {
  private final Caches caches;

  CachesHealth(Caches caches) {
    this.caches = caches;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("caches").status(caches.running()).build();
  }
}
