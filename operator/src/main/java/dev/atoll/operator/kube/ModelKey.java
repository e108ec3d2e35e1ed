package dev.atoll.operator.kube;

import dev.atoll.api.v1alpha1.EdgeModel;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

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

  /** The EdgeModel that the key names. */
  public static ResourceID resource(String key) {
    int dot = key.indexOf('.');
    return new ResourceID(key.substring(dot + 1), key.substring(0, dot));
  }
}
