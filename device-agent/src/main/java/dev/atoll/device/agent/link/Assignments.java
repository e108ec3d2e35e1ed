package dev.atoll.device.agent.link;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.Durations;
import dev.atoll.api.v1alpha1.ModelAssignment;
import dev.atoll.api.v1alpha1.Serving;
import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.lifecycle.Deployment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of an EdgeDevice as the lifecycle reads them. */
public final class Assignments {
  private Assignments() {}

  /**
   * By the model's name.
   *
   * @throws IllegalArgumentException for durations that the API server would have refused
   */
  public static Map<String, Assignment> of(List<ModelAssignment> entries) {
    Map<String, Assignment> all = new LinkedHashMap<>();
    for (ModelAssignment e : entries) {
      all.put(e.name(), of(e));
    }
    return all;
  }

  private static Assignment of(ModelAssignment e) {
    ModelAssignment.Active a = e.active();
    ModelAssignment.Fallback f = e.fallback();
    return new Assignment(
        e.attempt(),
        deployment(a.revision(), a.artifact(), a.serving()),
        Durations.parse(a.soak(), Duration.ZERO),
        f == null ? null : deployment(f.revision(), f.artifact(), f.serving()));
  }

  private static Deployment deployment(
      String revision, Artifact artifact, @Nullable Serving serving) {
    Serving.LatencyTarget target = serving == null ? null : serving.latencyTarget();
    return new Deployment(
        revision,
        artifact.repository(),
        artifact.digest(),
        target == null ? null : Durations.parse(target.p99(), Duration.ZERO));
  }
}
