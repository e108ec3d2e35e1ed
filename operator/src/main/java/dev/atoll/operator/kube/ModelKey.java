package dev.atoll.operator.kube;

import dev.atoll.api.v1alpha1.EdgeModel;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Optional;

/**
 * The name by which clients and devices call a model: {@code namespace.model}. Neither part can
 * hold a dot.
 */
public final class ModelKey {
  private ModelKey() {}

  public static String of(String namespace, String model) {
    return namespace + "." + model;
  }

  public static String of(EdgeModel model) {
    return of(model.getMetadata().getNamespace(), model.getMetadata().getName());
  }

  /**
   * The EdgeModel that the key names; empty for what cannot be the key of any: a device may report
   * whatever its API server let pass.
   */
  public static Optional<ResourceID> resource(String key) {
    int dot = key.indexOf('.');
    boolean wellFormed = dot > 0 && dot < key.length() - 1 && key.indexOf('.', dot + 1) < 0;
    return wellFormed
        ? Optional.of(new ResourceID(key.substring(dot + 1), key.substring(0, dot)))
        : Optional.empty();
  }
}
