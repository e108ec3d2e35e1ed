package dev.atoll.cli;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster that the kubeconfig names. */
final class ApiCluster implements Cluster {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final KubernetesClient client;

  private ApiCluster(KubernetesClient client) {
    this.client = client;
  }

  static Cluster connect(@Nullable String context) {
    return connect(Config.autoConfigure(context));
  }

  static Cluster connect(Config config) {
    // A person waits: better a sentence soon than an answer after a minute of repetitions.
    config.setConnectionTimeout(TIMEOUT_MILLIS);
    config.setRequestTimeout(TIMEOUT_MILLIS);
    config.setRequestRetryBackoffLimit(1);
    return new ApiCluster(new KubernetesClientBuilder().withConfig(config).build());
  }

  @Override
  public String namespace() {
    String namespace = client.getConfiguration().getNamespace();
    return namespace == null || namespace.isBlank() ? "default" : namespace;
  }

  @Override
  public Optional<EdgeModel> model(String namespace, String name) {
    return get(EdgeModel.class, namespace, name);
  }

  @Override
  public Optional<ModelRollout> rollout(String namespace, String name) {
    return get(ModelRollout.class, namespace, name);
  }

  @Override
  public Optional<ModelRevision> revision(String namespace, String name) {
    return get(ModelRevision.class, namespace, name);
  }

  private <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    try {
      return Optional.ofNullable(
          client.resources(type).inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      throw new CliException(sentence(e, type.getSimpleName(), namespace), e);
    }
  }

  private String sentence(KubernetesClientException e, String kind, String namespace) {
    if (e.getCode() <= 0) {
      return "the API server at %s cannot be reached (%s); check KUBECONFIG"
          .formatted(client.getMasterUrl(), innermost(e));
    }
    return switch (e.getCode()) {
      case 401 -> "the API server does not know you; check the credentials of your kubeconfig";
      case 403 -> "you may not read " + kind + " objects in namespace " + namespace;
      default -> "the API server answers " + e.getCode() + ": " + e.getMessage();
    };
  }

  private static String innermost(Throwable e) {
    Throwable t = e;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }

  @Override
  public void close() {
    client.close();
  }
}
