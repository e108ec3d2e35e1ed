package dev.atoll.e2e.cluster;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Atoll's own API and rights in a cluster, from the files that users apply. */
public final class Manifests {
  private static final long ESTABLISHED_SECONDS = 30;

  private Manifests() {}

  /**
   * Applies the custom resource definitions, waits until the API server serves them, then applies
   * the rest.
   */
  public static void install(KubernetesClient client, Path checkout) throws IOException {
    apply(client, checkout.resolve("crds/src/main/resources/crds"));
    var definitions = client.apiextensions().v1().customResourceDefinitions();
    for (var definition : definitions.list().getItems())
      definitions
          .resource(definition)
          .waitUntilCondition(Manifests::established, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
    apply(client, checkout.resolve("operator/src/main/kubernetes"));
  }

  private static void apply(KubernetesClient client, Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList())
        try (var content = Files.newInputStream(file)) {
          for (var item : client.load(content).items())
            client.resource(item).forceConflicts().serverSideApply();
        }
    }
  }

  private static boolean established(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
