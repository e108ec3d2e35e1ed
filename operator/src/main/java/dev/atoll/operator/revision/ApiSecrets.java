package dev.atoll.operator.revision;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads Secrets from the API server, where a development installation gives the right to do so. */
public final class ApiSecrets implements SourceSecrets {
  private static final int FORBIDDEN_STATUS = 403;

  private final KubernetesClient client;

  public ApiSecrets(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<SourceSecret> read(String namespace, String name) {
    try {
      var secret = client.secrets().inNamespace(namespace).withName(name).get();
      if (secret == null) return Optional.empty();
      var files = new HashMap<String, byte[]>();
      var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
      data.forEach((key, content) -> files.put(key, Base64.getDecoder().decode(content)));
      var annotations = secret.getMetadata().getAnnotations();
      return Optional.of(
          new SourceSecret(
              files,
              Optional.ofNullable(annotations == null ? null : annotations.get(ALLOWED_HOSTS))));
    } catch (KubernetesClientException e) {
      if (e.getCode() == FORBIDDEN_STATUS) throw new ForbiddenException();
      throw e;
    }
  }
}
