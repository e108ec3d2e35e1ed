package dev.atoll.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** Hears that an object appeared (no before), changed, or went (no after). */
@FunctionalInterface
public interface Changed<T extends HasMetadata> {
  void changed(@Nullable T before, @Nullable T after);
}
