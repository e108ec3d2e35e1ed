package dev.atoll.cli;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands read from the API server; errors are {@link CliException}s. */
interface Cluster extends AutoCloseable {
  /** Opens the cluster of a context; null for the current one. */
  @FunctionalInterface
  interface Connector {
    Cluster connect(@Nullable String context);
  }

  /** The namespace of the context. */
  String namespace();

  Optional<EdgeModel> model(String namespace, String name);

  Optional<ModelRollout> rollout(String namespace, String name);

  Optional<ModelRevision> revision(String namespace, String name);

  @Override
  void close();
}
