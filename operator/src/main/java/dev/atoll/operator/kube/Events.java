package dev.atoll.operator.kube;

import dev.atoll.rollout.Note;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells people about decisions. */
@FunctionalInterface
public interface Events {
  void emit(HasMetadata about, Note note);
}
